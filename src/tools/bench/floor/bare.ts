import { fileURLToPath } from "node:url";
import type { McpServerProcess } from "../servers.ts";
import type { FromBare, ToBare } from "./program.ts";

/** Something that runs one program. */
interface Runner {
  send(message: ToBare): void;
  onMessage: (message: FromBare) => void;
  end(): void;
}

/**
 * The least that running a program in a Deno worker can cost: its calls go to the SDK's client as they come.
 * There is no MCP server before it, and nothing is checked, limited, logged or kept in order.
 */
export class Bare implements AsyncDisposable {
  #next: Promise<Runner>;

  /**
   * @param start starts what runs a program; once it is ready
   * @param server answers the calls of the programs
   */
  constructor(readonly start: () => Promise<Runner>, readonly server: McpServerProcess) {
    this.#next = start();
  }

  /**
   * Runs a program where it is waited for, ends that and starts the next.
   *
   * @returns what the program returned
   */
  async execute(code: string): Promise<unknown> {
    const runner = await this.#next;
    const result = await new Promise((resolve) => {
      runner.onMessage = async (message) => {
        if ("done" in message) return resolve(message.done);
        const { structuredContent } = await this.server.call(message.tool, message.args);
        runner.send({ id: message.id, value: structuredContent });
      };
      runner.send({ code });
    });
    const { promise, resolve } = Promise.withResolvers<Runner>();
    this.#next = promise;
    setTimeout(() => { // both take milliseconds
      runner.end();
      this.start().then(resolve);
    });
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#next).end();
  }
}

/** A worker without permissions in this very process. No executor that uses a worker is faster. */
export function startWorker(): Promise<Runner> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
  const runner: Runner = {
    send: (message) => worker.postMessage(message),
    onMessage: () => {},
    end: () => worker.terminate(),
  };
  return new Promise((resolve) => {
    worker.onmessage = () => {
      worker.onmessage = ({ data }) => runner.onMessage(data);
      resolve(runner);
    };
  });
}

/**
 * Such a worker in a process of its own. No executor that can end every program for certain is faster.
 *
 * @param workers 2 for one beside it that does nothing, as something has to watch over its memory
 */
export async function startProcess(workers: 1 | 2 = 1): Promise<Runner> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const flags = ["--quiet", "--no-prompt", "--no-check", "--no-config", "--no-lock", "--no-remote"];
  const two = workers === 2 ? ["--two"] : [];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "--unstable-worker-options", "--allow-read=.", "process.ts", ...two],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  const runner: Runner = {
    send: (message) => writer.write(encoder.encode(JSON.stringify(message) + "\n")),
    onMessage: () => {},
    end: () => child.kill("SIGKILL"),
  };
  const ready = Promise.withResolvers<void>();
  let left: number = workers;
  read(child.stdout, (message) => {
    if (message === "ready") --left || ready.resolve();
    else runner.onMessage(message as FromBare);
  });
  await ready.promise;
  return runner;
}

/** Hands on every line's value. */
async function read(stream: ReadableStream<Uint8Array>, take: (value: unknown) => void) {
  const reader = stream.getReader({ mode: "byob" });
  const decoder = new TextDecoder();
  let rest = "";
  for (let buffer = new Uint8Array(64 * 1024);;) {
    const { done, value } = await reader.read(buffer);
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) take(JSON.parse(line));
    buffer = new Uint8Array(value.buffer);
  }
}
