import { fileURLToPath } from "node:url";
import { SANDBOX_START_MS } from "../config.ts";
import { sealedImportMap } from "./import_map.ts";
import { howItEnded } from "../process/how_it_ended.ts";
import { Killer } from "../process/killer.ts";
import { spawnChild } from "../process/spawn.ts";
import { parseFromSandbox } from "../rpc/guards.ts";
import { PipeReader } from "../process/pipe_reader.ts";
import { LineReader, release } from "../process/line_reader.ts";
import {
  type FromSandbox,
  OVER_MEMORY,
  type SandboxSetup,
  type ToSandbox,
} from "../rpc/protocol.ts";

import { tellPeople } from "../tell_people.ts";

/** How a sandbox process came to its end, as far as it can be told from outside. */
export type SandboxEnd =
  | { reason: "memory" }
  | { reason: "protocol"; message: string }
  | { reason: "crash"; message: string };

// V8 ends the process with SIGTRAP when it is out of memory, some releases with SIGABRT.
const V8_OUT_OF_MEMORY = /out of memory|heap limit/i;
const STDERR_CHARS = 4_000;
/** Lines that the process has not taken yet: beyond these characters it is sent no more answers. */
const FULL_CHARS = 2 ** 20;
/** The watchdog and V8 say a few lines; who says more wants to keep the server reading. */
const STDERR_FLOOD_BYTES = 2 ** 20;

/** The wall around the whole process: what holds when code has broken out of its worker. */
export const SANDBOX_FLAGS: readonly string[] = [
  "--no-remote",
  "--no-npm", // or import("npm:x") asks the registry: a way out for data, whatever the permissions
  "--no-config",
  "--no-lock",
  // From Node's modules code would reach threads, contexts of its own and pipes.
  `--import-map=${sealedImportMap(new URL("../sandbox/", import.meta.url).href)}`,
  "--unstable-worker-options",
  // Without V8's helper threads a process starts sooner, and code that makes garbage keeps to one core.
  "--v8-flags=--disallow-code-generation-from-strings,--single-threaded",
  "--allow-read=sandbox,rpc", // its own source; in `SOURCE`, because Deno 2.9 takes no path with a comma
];

/** Where the paths of `SANDBOX_FLAGS` start from. */
export const SOURCE = fileURLToPath(new URL("..", import.meta.url));

/** The process as `Sandbox` uses it. */
export type SandboxChild = Pick<
  Deno.ChildProcess,
  "stdin" | "stdout" | "stderr" | "status" | "kill"
>;

/** Starts the process with the setup, as JSON, for its only argument. */
export type SpawnSandbox = (args: string[]) => SandboxChild | Promise<SandboxChild>;

/** Starts the process. Without an environment it has no host's time zone either: all see UTC. */
export function spawnSandbox(args: string[], flags = SANDBOX_FLAGS): Promise<SandboxChild> {
  // Its last words may end in an error message.
  const env = { NO_COLOR: "1", TZ: "UTC" };
  return spawnChild("sandbox", { flags, args, env, cwd: SOURCE });
}

/** One sandbox process, seen from the server. Everything that it says is hostile. */
export class Sandbox implements AsyncDisposable {
  /** Resolves when the process can no longer be spoken to. Never rejects. */
  readonly ended: Promise<SandboxEnd>;
  /** Whether the process was still there when we last looked. */
  alive = true;
  /**
   * Takes what the sandbox says once it is ready, and the length of that line; set by whoever runs a
   * submission in it.
   */
  onMessage: (message: FromSandbox, chars: number) => void = () => {};
  #child: SandboxChild;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #killer: Killer;
  #encoder = new TextEncoder();
  #outbox: string[] = [];
  /** Characters that the process has not taken yet. */
  #untaken = 0;
  #taken = Promise.withResolvers<void>();
  #stderr = "";
  #overMemory = false;
  #killed = false;
  #argumentChars: number;

  private constructor(
    child: SandboxChild,
    { argumentChars }: SandboxSetup,
    maxLineBytes: number,
    onReady: () => void,
  ) {
    this.#child = child;
    this.#argumentChars = argumentChars;
    this.#writer = this.#child.stdin.getWriter();
    this.#killer = new Killer(child, this.#writer);
    // The pipe breaks when the process ends; `ended` tells of that.
    this.#writer.closed.catch(() => {});
    const talked = this.#listen(maxLineBytes, onReady);
    this.ended = Promise.race([this.#watch(), talked]);
    this.ended.then(() => this.alive = false);
  }

  /**
   * Starts a sandbox process.
   *
   * @param maxLineBytes longest message that is taken from it
   * @param signal aborted when nobody needs it any more: it ends, ready or not
   * @param spawn starts the process
   * @throws {Error} that says why when it doesn't get as far as "ready"
   */
  static async start(
    setup: SandboxSetup,
    maxLineBytes: number,
    signal: AbortSignal,
    spawn: SpawnSandbox = spawnSandbox,
  ): Promise<Sandbox> {
    signal.throwIfAborted();
    const { promise: ready, resolve: onReady } = Promise.withResolvers<void>();
    const sandbox = new Sandbox(await spawn([JSON.stringify(setup)]), setup, maxLineBytes, onReady);
    // A start takes a second on a busy machine: who ends the server doesn't wait for that.
    const kill = () => sandbox.kill();
    signal.addEventListener("abort", kill, { once: true });
    sandbox.ended.then(() => signal.removeEventListener("abort", kill));
    if (signal.aborted) kill();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, SANDBOX_START_MS, `no answer within ${SANDBOX_START_MS} ms`);
    });
    const fault = await Promise.race([
      ready,
      late,
      sandbox.ended.then((end) => "message" in end ? end.message : end.reason),
    ]);
    clearTimeout(timer);
    if (fault === undefined) return sandbox;
    await sandbox[Symbol.asyncDispose]();
    throw new Error(`Cannot start a sandbox process: ${fault}`);
  }

  /** Sends a message; those of one turn go out as one write. */
  send(message: ToSandbox): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends a message whose JSON text is at hand. */
  sendText(line: string): void {
    this.#untaken += line.length;
    if (this.#outbox.push(line) > 1) return;
    queueMicrotask(() => {
      const text = this.#outbox.join("\n") + "\n";
      const chars = text.length - this.#outbox.length; // without the line ends
      this.#outbox = [];
      const bytes = this.#encoder.encode(text);
      const taken = () => {
        release(bytes);
        this.#take(chars);
      };
      this.#writer.write(bytes).then(taken, taken); // see `closed`
    });
  }

  /** Resolves once the process has taken what was sent to it, or is gone. */
  drained(): Promise<void> {
    return this.#writer.ready.catch(() => {}); // see `closed`
  }

  /** Whether the process is so far behind with reading that it should be sent no more. */
  get full(): boolean {
    return this.#untaken > FULL_CHARS;
  }

  /** Resolves when the process has taken some more of what was sent to it, or is gone. */
  taken(): Promise<void> {
    return this.#taken.promise;
  }

  #take(chars: number): void {
    this.#untaken -= chars;
    this.#taken.resolve();
    this.#taken = Promise.withResolvers();
  }

  /** Kills the process; nothing that it says counts any more. */
  kill(): void {
    this.#killed = true;
    this.onMessage = () => {};
    this.#killer.kill();
  }

  /** Kills the process and reaps it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#child.status;
  }

  async #listen(maxLineBytes: number, onReady: () => void): Promise<SandboxEnd> {
    const lines = new LineReader(maxLineBytes);
    let isReady = false;
    try {
      await new PipeReader(this.#child.stdout).read((chunk) => {
        this.#killer.heard();
        const text = lines.push(chunk);
        if (text === undefined) return;
        for (const line of text.split("\n")) {
          const message = parseFromSandbox(line, this.#argumentChars);
          if (message.type === "ready" && !isReady) {
            isReady = true;
            onReady();
          } else this.onMessage(message, line.length);
        }
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { reason: "protocol", message };
    }
    return await new Promise(() => {}); // the pipe closed: #watch knows why
  }

  async #watch(): Promise<SandboxEnd> {
    const overMemory = this.#readStderr();
    const status = this.#child.status;
    const fault = await Promise.race([overMemory, status]);
    if (this.#overMemory) return { reason: "memory" };
    if (typeof fault === "string") return { reason: "protocol", message: fault };
    const how = howItEnded(await status);
    await overMemory; // the rest of stderr
    if (this.#overMemory || V8_OUT_OF_MEMORY.test(this.#stderr)) return { reason: "memory" };
    // Its last words may hold paths, and whatever its code made Deno say.
    if (!this.#killed) tellPeople(`a sandbox process ended by ${how}`, this.#stderr);
    return { reason: "crash", message: how };
  }

  /** Resolves when the watchdog reports, at a flood, which it names, or at the end of the stream. */
  async #readStderr(): Promise<string | void> {
    const { promise, resolve } = Promise.withResolvers<string | void>();
    let bytes = 0;
    const decoder = new TextDecoder();
    const pipe = new PipeReader(this.#child.stderr);
    const read = pipe.read((chunk) => {
      if ((bytes += chunk.length) > STDERR_FLOOD_BYTES) {
        resolve("A flood on stderr");
        pipe.cancel();
        return;
      }
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_CHARS);
      if (this.#stderr.includes(OVER_MEMORY)) {
        this.#overMemory = true;
        resolve();
      }
    });
    read.then(() => resolve(), () => resolve());
    return await promise;
  }
}
