/**
 * Every message between the server and a sandbox process: one JSON value a line. Imported by both
 * sides, imports nothing. `guards.ts` checks what arrives from the untrusted side.
 */

export type LogLevel = "log" | "info" | "warn" | "error" | "debug";

export interface LogEntry {
  level: LogLevel;
  text: string;
}

/** What the code threw, as the sandbox describes it. */
export interface Thrown {
  /** The error's class; empty when it isn't an Error. */
  name: string;
  message: string;
  /** What `stack.ts` makes of V8's frames: those of the code, as `submission:LINE:COLUMN`. */
  stack?: string;
  /** The id of the failed call that the error came from. */
  call?: number;
  /** V8 refused the module: the code never ran. */
  load?: boolean;
}

/** The longest texts of `Thrown`, in characters: enough for a person or a model, and no flood. */
export const THROWN_CHARS = { name: 100, message: 4_000, stack: 8_000 } as const;

/** What of its log a sandbox sends, in characters. */
export interface LogBudget {
  /** At once, from the start. */
  head: number;
  /** After that, in each interval: the newest entries. */
  tail: number;
  /** Longest line; the rest of a longer one is counted. */
  line: number;
}

/** What a sandbox process needs to know before it can say "ready"; its only argument. */
export interface SandboxSetup {
  /** Calls that the stubs keep open at a time; more wait in the sandbox. */
  inFlight: number;
  /** Most characters of arguments, in JSON, that the stubs keep open, but for a call that is alone. */
  openChars: number;
  /** Longest argument list, in characters of JSON. */
  argumentChars: number;
  logs: LogBudget;
  /** Longest result, in characters of JSON; what is longer is elided in the sandbox. */
  resultChars: number;
  /** Memory that the process may use beyond what it uses when it is ready, in bytes. */
  memoryBytes: number;
}

/** Namespaces with their methods: `{ memory: ["readGraph", …] }`. */
export type StubNames = Readonly<Record<string, readonly string[] | OpenStubs>>;

/** A namespace whose names the server resolves when they are called: hundreds need not travel. */
export interface OpenStubs {
  /** Functions that are there in any case. */
  readonly own: readonly string[];
  /** What every other property is: a tool, or a server whose properties are tools. */
  readonly others: "tools" | "servers";
}

/** The longest name of a tool or a server that a stub takes, in characters. */
export const STUB_NAME_CHARS = 200;

/** Server to sandbox. */
export type ToSandbox =
  /** `names`: the stubs to build, namespaces with their methods; `args`: what `code` is called with. */
  | { type: "run"; code: string; names: StubNames; args?: unknown }
  /** `planned`: the method, e.g. `github.create_issue`, whose answer is not known: a dry run does not call it. */
  | { type: "reply"; id: number; value?: unknown; planned?: string }
  | { type: "refuse"; id: number; name: string; message: string };

/** Sandbox to server: hostile. */
export type FromSandbox =
  | { type: "ready" }
  | { type: "call"; id: number; method: string; args: unknown[] }
  | { type: "log"; level: LogLevel; text: string }
  /** Log entries that a flood left no room for, where they would have stood. */
  | { type: "skipped"; entries: number; chars: number }
  /**
   * `result` is JSON text, left out for `undefined`; `size` its length before it was cut; `gaps`: it had fields
   * that are `undefined`; `late`: so many calls had no answer when the program returned, or were made after that.
   */
  | { type: "done"; result?: string; size?: number; gaps?: true; late?: number }
  | { type: "throw"; error: Thrown }
  /** The code used the answer of the planned call `call`; `stack` as that of `Thrown`. */
  | { type: "stopped"; call: number; stack: string };

/** What the watchdog writes on stderr, alone on a line. Forged, it only ends the forger. */
export const OVER_MEMORY = "code-mode: over the memory limit";
