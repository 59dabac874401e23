/**
 * The worker that runs one submission. Everything up to "ready" happens before the stranger's code is
 * there; from then on only references taken here are used.
 */
import type { SandboxSetup, ToSandbox } from "../rpc/protocol.ts";
import { captureConsole } from "./console/console.ts";
import { LogThrottle } from "./console/log_throttle.ts";
import { lockDown } from "./lockdown/lockdown.ts";
import { Outbox } from "./pipe/outbox.ts";
import { readLines, writeLines } from "./pipe/stdio.ts";
import {
  errorEventError,
  eventPreventDefault,
  inspect,
  now,
  parse,
  promiseThen,
  rejectionPromise,
  rejectionReason,
  stringify,
} from "./primordials.ts";
import { practise } from "./warm_up.ts";
import { installStackFormat } from "./stack.ts";
import { Stubs } from "./stubs/stubs.ts";
import { Submission } from "./submission.ts";

/** What the worker posts to its own process. */
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

const { postMessage } = self;

self.onmessage = (event) => {
  const setup = parse(event.data) as SandboxSetup;
  const outbox = new Outbox(writeLines);
  let deaf: { error: unknown } | undefined;
  const stubs = new Stubs(
    setup,
    (line) => {
      if (deaf) submission.threw(deaf.error);
      outbox.add(line);
    },
    (call, error) => submission.stopped(call, error),
  );
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
    setup.logs,
    now,
  );
  const console = captureConsole(
    inspect,
    (level, text) => logs.push({ level, text }),
    setup.logs.line,
  );
  const submission = new Submission(setup, stubs, (line) => {
    logs.flush();
    outbox.add(line);
    outbox.flush();
  });
  self.addEventListener("unhandledrejection", (event) => {
    const promise = genuine(rejectionPromise, event);
    if (promise === undefined) return;
    eventPreventDefault(event);
    submission.unhandled(promise, rejectionReason(event));
  });
  self.addEventListener("rejectionhandled", (event) => {
    const promise = genuine(rejectionPromise, event);
    if (promise !== undefined) submission.handled(promise);
  });
  self.addEventListener("error", (event) => {
    const error = genuine(errorEventError, event);
    if (error !== undefined) eventPreventDefault(event);
    submission.threw(error);
  });
  self.onmessage = null;
  installStackFormat();
  let eventful = false;
  const addGlobals = lockDown({ console, onEventSource: () => eventful = true });
  let waiting = true;
  const read = readLines((line) => {
    const message = parse(line) as ToSandbox;
    if (message.type !== "run") return stubs.settle(message);
    waiting = false;
    addGlobals(stubs.build(message.names));
    postMessage("started");
    submission.run(message.code, message.args);
  }, () => stubs.open > 0 && !eventful && !logs.waiting);
  // It rejects when the code has tampered with what Deno itself needs to read. Code that makes no call
  // can end all the same.
  promiseThen(read, () => postMessage("left"), (error) => {
    deaf = { error };
    if (stubs.open > 0) submission.threw(error);
  });
  postMessage("ready");
  practise(setup, () => waiting);
};

/** What `read` reads of an event; `undefined` for one that the program has forged. */
function genuine<T>(read: (event: Event) => T, event: Event): T | undefined {
  try {
    return read(event);
  } catch {
    return undefined; // the getter of the class refuses what is no instance
  }
}
