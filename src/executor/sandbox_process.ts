import { fileURLToPath } from "node:url";
import { SANDBOX_START_MS } from "../config.ts";
import { sealedImportMap } from "./import_map.ts";
import type { ChildProgram } from "../process/child_program.ts";
import { LineProcess, type PipedChild } from "../process/lines/line_process.ts";
import { spawnChild } from "../process/spawn.ts";
import { parseFromSandbox } from "../rpc/guards.ts";
import {
  type FromSandbox,
  OVER_MEMORY,
  type SandboxSetup,
  type ToSandbox,
} from "../rpc/protocol.ts";
import { tellPeople } from "../process/tell_people.ts";

/** How a sandbox process came to its end, as far as it is visible from outside. */
export type SandboxEnd =
  | { reason: "memory" }
  | { reason: "protocol"; message: string }
  | { reason: "crash"; message: string };

// V8 ends the process with SIGTRAP when it is out of memory, some releases with SIGABRT.
const V8_OUT_OF_MEMORY = /out of memory|heap limit/i;
const STDERR_CHARS = 4_000;
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

/** Starts the process with the setup, as JSON, for its only argument. */
export type SpawnSandbox = (args: string[]) => PipedChild | Promise<PipedChild>;

/** Its last words may end in an error message. Without a host's time zone all see UTC. */
const ENV = { NO_COLOR: "1", TZ: "UTC" };

const PROGRAM: ChildProgram = {
  role: "sandbox",
  entry: "sandbox/main",
  packages: [],
  flags: SANDBOX_FLAGS,
  rehearsal: () => {
    const setup: SandboxSetup = {
      inFlight: 1,
      openChars: 1,
      argumentChars: 1,
      logs: { head: 1, tail: 1, line: 1 },
      resultChars: 1,
      memoryBytes: 2 ** 30,
    };
    return { args: [JSON.stringify(setup)], env: ENV, cwd: SOURCE, ready: '"ready"' };
  },
};

/** Starts the process. */
export function spawnSandbox(args: string[], flags = SANDBOX_FLAGS): Promise<PipedChild> {
  return spawnChild({ ...PROGRAM, flags }, { args, env: ENV, cwd: SOURCE });
}

/** One sandbox process, seen from the server. Everything that it says is hostile. */
export class Sandbox implements AsyncDisposable {
  /** Resolves when the process can no longer be spoken to. Never rejects. */
  readonly ended: Promise<SandboxEnd>;
  /** Whether the process was still there when we last looked. */
  alive = true;
  /**
   * Takes what the sandbox says once it is ready, and the length of that line; set by the run of a
   * submission in it.
   */
  onMessage: (message: FromSandbox, chars: number) => void = () => {};
  readonly #process: LineProcess;
  readonly #argumentChars: number;
  #onReady: (() => void) | undefined;

  private constructor(
    child: PipedChild,
    { argumentChars }: SandboxSetup,
    maxLineBytes: number,
    onReady: () => void,
  ) {
    this.#argumentChars = argumentChars;
    this.#onReady = onReady;
    const { promise: ended, resolve: end } = Promise.withResolvers<SandboxEnd>();
    this.#process = new LineProcess(child, {
      peer: "sandbox",
      maxLineBytes,
      onLine: (line) => this.#receive(line),
      stderr: {
        tailChars: STDERR_CHARS,
        floodBytes: STDERR_FLOOD_BYTES,
        onTail: (tail) => tail.includes(OVER_MEMORY) && end({ reason: "memory" }),
      },
    });
    this.ended = ended;
    ended.then(() => this.alive = false);
    this.#watch(end);
  }

  /**
   * Starts a sandbox process.
   *
   * @param maxLineBytes longest message that is taken from it
   * @param signal aborted when it is no longer needed: it ends, ready or not
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
    this.#process.send(line);
  }

  /** Resolves once what was sent is in the pipe, or the process is gone. */
  drained(): Promise<void> {
    return this.#process.drained();
  }

  /** Whether the process is so far behind with reading that it should be sent no more. */
  get full(): boolean {
    return this.#process.full;
  }

  /** Resolves when the process has taken some more of what was sent to it, or is gone. */
  taken(): Promise<void> {
    return this.#process.taken();
  }

  /** Kills the process; nothing that it says counts any more. */
  kill(): void {
    this.onMessage = () => {};
    this.#process.kill();
  }

  /** Kills the process and reaps it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#process.status;
  }

  #receive(line: string): void {
    const message = parseFromSandbox(line, this.#argumentChars);
    if (message.type === "ready" && this.#onReady) {
      this.#onReady();
      this.#onReady = undefined;
    } else this.onMessage(message, line.length);
  }

  /** Says by `end` why the process can no longer be spoken to: the first reason counts. */
  async #watch(end: (reason: SandboxEnd) => void): Promise<void> {
    const { status, output, errors } = this.#process;
    for (const pipe of [output, errors]) {
      pipe.then((fault) => fault && end({ reason: "protocol", message: fault.message }));
    }
    await Promise.all([status, errors]); // its last words say why
    const { stderr, ending = "", killed } = this.#process;
    if (V8_OUT_OF_MEMORY.test(stderr)) return end({ reason: "memory" });
    // They may hold paths, and whatever its code made Deno say.
    if (!killed && this.alive) tellPeople(`a sandbox process ended by ${ending}`, stderr);
    end({ reason: "crash", message: ending });
  }
}
