/**
 * The worker that runs one submission. Everything up to "ready" happens before the stranger's code is
 * there; from then on only references taken here are used.
 */
import type { SandboxSetup, ToSandbox } from "../rpc/protocol.ts";
import { captureConsole } from "./console/console.ts";
import { LogThrottle } from "./console/log_throttle.ts";
import { lockDown } from "./lockdown.ts";
import { Outbox } from "./outbox.ts";
import { readLines, writeLines } from "./stdio.ts";
import { practise } from "./warm_up.ts";
import { installStackFormat } from "./stack.ts";
import { Stubs } from "./stubs.ts";
import { Submission } from "./submission.ts";

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
const inspectValue = Deno.inspect;
const now = performance.now.bind(performance);

self.onmessage = (event) => {
  const setup = parse(event.data) as SandboxSetup;
  const outbox = new Outbox(writeLines);
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
    setup.logs,
    now,
  );
  const console = captureConsole(
    inspectValue,
    (level, text) => logs.push({ level, text }),
    setup.logs.line,
  );
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
  let eventful = false;
  const addGlobals = lockDown({ console, onEventSource: () => eventful = true });
  let waiting = true;
  readLines((line) => {
    const message = parse(line) as ToSandbox;
    if (message.type !== "run") return stubs.settle(message);
    waiting = false;
    addGlobals(stubs.build(message.names));
    tell("started");
    submission.run(message.code);
  }, () => stubs.open > 0 && !eventful && !logs.waiting).then(
    () => tell("left"),
    // What Deno itself needs to read was tampered with.
    (error) => submission.threw(error),
  );
  tell("ready");
  practise(setup, () => waiting);
};
