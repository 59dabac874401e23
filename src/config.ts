/**
 * Every limit, with what it stops. All can be set: by a flag (`--timeout-ms`) and by an environment
 * variable (`CODE_MODE_TIMEOUT_MS`), whose names follow from the key.
 */
const LIMITS = {
  timeoutMs: limit(30_000, 1, 600_000, "default deadline of a submission, in milliseconds"),
  maxTimeoutMs: limit(600_000, 1, 3_600_000, "longest deadline that a call may ask for"),
  memoryMb: limit(256, 16, 65_536, "memory of a submission beyond the idle sandbox, in MiB"),
  sourceBytes: limit(
    256 * 1024,
    1,
    4 * 2 ** 20,
    "longest program, in bytes",
  ),
  prepareMs: limit(
    2_000,
    100,
    60_000,
    "longest time to read a program, in milliseconds: some texts never end to be read",
  ),
  calls: limit(50_000, 1, 10_000_000, "calls that a submission may make"),
  inFlight: limit(64, 1, 4096, "calls of a submission that are open at a time; more wait in it"),
  callsMb: limit(
    48,
    1,
    65_536,
    "open calls of all submissions with their answers, in MiB of JSON; more wait in the sandbox",
  ),
  argumentChars: limit(2 ** 20, 16, 16 * 2 ** 20, "longest argument list, in characters of JSON"),
  replyChars: limit(
    8 * 2 ** 20,
    16,
    64 * 2 ** 20,
    "longest answer to a call, in characters of JSON",
  ),
  answerChars: limit(
    48_000,
    8_000,
    2 ** 20,
    "longest answer to the client: Claude Code cuts at 50 000",
  ),
  logChars: limit(
    4_000,
    0,
    2 ** 20,
    "what logs get of the answer however long the result is; twice that, at least 8 000, beside a short one",
  ),
  concurrent: limit(2, 1, 64, "submissions that run at a time, each in its own process"),
  waiting: limit(32, 0, 4096, "submissions that wait for a place; more are refused"),
  waitMs: limit(60_000, 1, 3_600_000, "longest wait for a place, in milliseconds"),
  requestsAMinute: limit(
    600,
    1,
    1_000_000,
    "serve --http: requests that a tenant may send a minute",
  ),
  tenants: limit(
    500,
    1,
    100_000,
    "serve --http: tenants that are kept ready; the longest idle one makes room",
  ),
  idleMs: limit(
    60_000,
    100,
    86_400_000,
    "serve --http: a tenant's memory server ends after so long without a call, in milliseconds",
  ),
  traceChars: limit(10_000, 0, 2 ** 20, "longest text of a message in a trace, in characters"),
  traceMb: limit(256, 1, 65_536, "what is written to a trace, in MiB; more is counted"),
  lockMs: limit(5_000, 1, 600_000, "longest wait for another server's lock on the memory file"),
} as const;

/** A limit's default and its bounds, and what it is for. */
export interface Limit {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly about: string;
}

export type LimitName = keyof typeof LIMITS;
export type Limits = Readonly<Record<LimitName, number>>;

/** The limits by name, in the order in which the help shows them. */
export const LIMIT_TABLE: Readonly<Record<LimitName, Limit>> = Object.freeze(LIMITS);

export const DEFAULT_LIMITS: Limits = Object.freeze(
  Object.fromEntries(Object.entries(LIMITS).map(([name, { default: value }]) => [name, value])),
) as Limits;

/** After the end of a submission a mutation that is in flight gets this long to be answered. */
export const GRACE_MS = 500;

/**
 * What the process that reads programs may use beyond its idle state, in bytes: a text of a kilobyte can
 * ask for gigabytes. 256 KiB of ordinary code take up to 180 MB.
 */
export const PREPARE_MEMORY_BYTES = 512 * 2 ** 20;

/** The process that reads programs starts in 60 ms on an idle machine. */
export const PREPARER_START_MS = 30_000;

/**
 * The longest text whose types are checked, in characters, and the longest time for one in milliseconds:
 * what is longer holds data, and a verdict that comes later is of no use.
 */
export const CHECK_CHARS = 64 * 1024;
export const CHECK_MS = 1_000;

/** How long the first call that may change something waits for the verdict, and so does an answer. */
export const VERDICT_WAIT_MS = 1_000;

/** What the process that checks types may use beyond its idle state, in bytes: V8's own limit is lower. */
export const CHECK_MEMORY_BYTES = 192 * 2 ** 20;

/** The process that checks types starts in 300 ms on an idle machine. */
export const CHECKER_START_MS = 30_000;

/**
 * It ends after so long without a program: people have read an answer and asked again by then, and its
 * 120 MB are for those who are at work. The next one starts beside the program that needs it.
 */
export const CHECK_IDLE_MS = 10 * 60_000;

/** Over HTTP a tenant is kept ready for so long without a request, in milliseconds, and a dry run's plan, too. */
export const TENANT_IDLE_MS = 10 * 60_000;

/**
 * How often an atomic program is run while others change the memory, and how long its last run may keep
 * them waiting: they wait for 5 s.
 */
export const ATOMIC_TRIES = 3;
export const ATOMIC_HELD_MS = 4_000;

/** A sandbox process that has not said "ready" by then never will; it takes 35 ms on an idle machine. */
export const SANDBOX_START_MS = 20_000;

/** Everything a sandbox may send that isn't a call: more is a flood, and the submission ends. */
export const LOG_FLOOD_CHARS = 64 * 2 ** 20;
/** What an entry counts besides its text: empty ones are a flood too. */
export const LOG_ENTRY_CHARS = 64;

/** What of a trace waits for the disk, in characters: what comes while that is full is dropped. */
export const TRACE_BUFFER_CHARS = 16 * 2 ** 20;
/** How long our end may be kept by a trace, in milliseconds: clients kill what takes two seconds. */
export const TRACE_END_MS = 300;

/** @returns the flag of a limit, e.g. `timeout-ms` */
export function flagOf(name: LimitName): string {
  return name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
}

/** @returns the environment variable of a limit, e.g. `CODE_MODE_TIMEOUT_MS` */
export function variableOf(name: LimitName): string {
  return "CODE_MODE_" + flagOf(name).replaceAll("-", "_").toUpperCase();
}

/**
 * Reads a limit's value as a flag or a variable gives it.
 *
 * @param source where the text stands, for the error, e.g. `--timeout-ms`
 * @throws {RangeError} unless it is a whole number within the limit's bounds
 */
export function parseLimit(name: LimitName, text: string, source: string): number {
  const { min, max } = LIMITS[name];
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new RangeError(
    `${source} must be a whole number from ${min} to ${max}: received "${text}"`,
  );
}

function limit(value: number, min: number, max: number, about: string): Limit {
  return Object.freeze({ default: value, min, max, about });
}
