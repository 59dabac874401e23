/**
 * The worker that runs one submission. Everything up to "ready" happens before the stranger's code is
 * there; from then on only references taken here are used.
 */
import type { SandboxSetup, Thrown, ToSandbox } from "../rpc/protocol.ts";
import { captureConsole } from "./console.ts";
import { LogThrottle } from "./log_throttle.ts";
import { lockDown } from "./lockdown.ts";
import { readLines, writeLines } from "./pipe.ts";
import { installStackFormat } from "./stack.ts";
import { Stubs } from "./stubs.ts";
import { describeThrown, thrownJson } from "./thrown.ts";
import { toJson } from "./to_json.ts";

/** What the worker tells its own process. */
export type WorkerWord =
  | "ready"
  /** The code is about to run. */
  | "started"
  /** The server has closed the pipe. */
  | "left";

interface Events {
  message: MessageEvent<string>;
  unhandledrejection: PromiseRejectionEvent;
  rejectionhandled: PromiseRejectionEvent;
  error: ErrorEvent;
}
declare const self: {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  addEventListener<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): void;
  postMessage(word: WorkerWord): void;
};

const tell = self.postMessage.bind(self);
const { parse, stringify } = JSON;
const { encodeURIComponent, Promise: NativePromise, setImmediate, queueMicrotask } = globalThis;
const inspectValue = Deno.inspect;
const now = performance.now.bind(performance);
/** What passes at once is all that an answer can hold; the server ends a flood at 64 MiB. */
const LOG_BUDGET = { head: 128 * 1024, tail: 48 * 1024 };
const inspect = (value: unknown) => inspectValue(value, { depth: 4, colors: false });

self.onmessage = (event) => {
  const setup = parse(event.data) as SandboxSetup;
  const outbox = new Outbox();
  const stubs = new Stubs(setup, (line) => outbox.add(line));
  const logs = new LogThrottle(
    (entries, skipped, skippedChars) => {
      if (skipped > 0) {
        outbox.add(`{"type":"skipped","entries":${skipped},"chars":${skippedChars}}`);
      }
      for (let i = 0; i < entries.length; i++) {
        const { level, text } = entries[i]!;
        outbox.add(`{"type":"log","level":"${level}","text":${stringify(text)}}`);
      }
      outbox.flush(); // not at the end of the turn: it must survive a loop that never ends
    },
    LOG_BUDGET,
    now,
  );
  const console = captureConsole(inspectValue, (level, text) => logs.push({ level, text }));
  const submission = new Submission(setup, stubs, (line) => {
    logs.flush();
    outbox.add(line);
    outbox.flush();
  });
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    submission.unhandled(event.promise, event.reason);
  });
  self.addEventListener("rejectionhandled", (event) => submission.handled(event.promise));
  self.addEventListener("error", (event) => {
    event.preventDefault();
    submission.threw(event.error);
  });
  self.onmessage = null;
  installStackFormat();
  lockDown({ console, namespaces: stubs.namespaces });
  readLines((line) => {
    const message = parse(line) as ToSandbox;
    if (message.type !== "run") return stubs.settle(message);
    tell("started");
    submission.run(message.code);
  }).then(
    () => tell("left"),
    // What Deno itself needs to read was tampered with.
    (error) => submission.threw(error),
  );
  tell("ready");
};

/** Lines of one turn go out as one message. */
class Outbox {
  #text = "";

  add(line: string): void {
    if (this.#text === "") queueMicrotask(() => this.flush());
    this.#text += this.#text === "" ? line : "\n" + line;
  }

  flush(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    writeLines(text);
  }
}

/** The run of one submission, from its module's text to the message that ends it. */
class Submission {
  #setup: SandboxSetup;
  #stubs: Stubs;
  #post: (line: string) => void;
  #over = false;
  /** Rejections that nobody has handled so far, the oldest first. */
  #unhandled: { promise: Promise<unknown>; reason: unknown }[] = [];

  /** @param post sends the message that ends it, after everything that came before */
  constructor(setup: SandboxSetup, stubs: Stubs, post: (line: string) => void) {
    this.#setup = setup;
    this.#stubs = stubs;
    this.#post = post;
  }

  async run(code: string): Promise<void> {
    let main: () => Promise<unknown>;
    try {
      main =
        (await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`)).default;
    } catch (error) {
      return this.#end({ ...this.#describe(error), load: true });
    }
    // Called by the microtask queue rather than from here, so that no stack holds a frame of ours.
    const value = NativePromise.resolve().then(main);
    value.then(() => this.#settled(value), (error) => this.threw(error));
  }

  /** Something was thrown that nobody can catch any more. */
  threw(error: unknown): void {
    this.#end(this.#describe(error));
  }

  unhandled(promise: Promise<unknown>, reason: unknown): void {
    this.#unhandled[this.#unhandled.length] = { promise, reason };
  }

  handled(promise: Promise<unknown>): void {
    const left: { promise: Promise<unknown>; reason: unknown }[] = [];
    for (let i = 0; i < this.#unhandled.length; i++) {
      const one = this.#unhandled[i]!;
      if (one.promise !== promise) left[left.length] = one;
    }
    this.#unhandled = left;
  }

  /** Waits for the calls that are still open and those that they lead to; only then it is done. */
  async #settled(value: Promise<unknown>): Promise<void> {
    const result = await value;
    do {
      await this.#stubs.idle();
      // A turn of the event loop: for continuations that are about to call, and rejections to be told.
      await new NativePromise((resolve) => setImmediate(resolve));
    } while (this.#stubs.open > 0);
    if (this.#unhandled.length > 0) return this.threw(this.#unhandled[0]!.reason);
    const { text, size, cut } = toJson(result, this.#setup.resultChars);
    const json = text === undefined ? "" : `,"result":${stringify(text)}`;
    this.#send(`{"type":"done"${json}${cut ? `,"size":${size}` : ""}}`);
  }

  #describe(error: unknown): Thrown {
    const thrown = describeThrown(error, inspect);
    const call = typeof error === "object" && error !== null
      ? this.#stubs.callOf(error)
      : undefined;
    return call === undefined ? thrown : { ...thrown, call };
  }

  #end(error: Thrown): void {
    this.#send(`{"type":"throw","error":${thrownJson(error)}}`);
  }

  #send(line: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#post(line);
  }
}
