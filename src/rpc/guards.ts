import { jsonDepth, MAX_DEPTH } from "./depth.ts";
import { type FromSandbox, type LogLevel, type Thrown, THROWN_CHARS } from "./protocol.ts";

/** A message that an intact sandbox never sends: its code has broken out of the worker. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}

/**
 * Reads a line of a child as an object; what it holds is still to be checked.
 *
 * @param what the line is called in the error, e.g. `An answer`
 * @throws {ProtocolError} when it is no JSON or no object
 */
export function parseRecord(line: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ProtocolError(`${what} is not JSON`);
  }
  if (!isRecord(value)) throw new ProtocolError(`${what} is not an object`);
  return value;
}

/** What a call's line holds besides its arguments: names and the id. */
const CALL_CHARS = 1_024;
const LEVELS: ReadonlySet<unknown> = new Set<LogLevel>(["log", "info", "warn", "error", "debug"]);

/**
 * Reads one line of a sandbox process, which is hostile: whatever this returns has exactly the shape
 * that its type says, with own properties only.
 *
 * @param argumentChars longest argument list of a call, in characters of JSON
 * @throws {ProtocolError} when the line is anything else
 */
export function parseFromSandbox(line: string, argumentChars: number): FromSandbox {
  // A shorter line has no room for that many brackets: most calls are spared the walk.
  if (line.length > MAX_DEPTH && jsonDepth(line) > MAX_DEPTH) {
    throw new ProtocolError(`A message is nested more than ${MAX_DEPTH} levels deep`);
  }
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    throw new ProtocolError("A line is not JSON");
  }
  if (!isRecord(message)) throw new ProtocolError("A message is not an object");
  switch (message.type) {
    case "ready":
      return { type: "ready" };
    case "call":
      if (line.length > argumentChars + CALL_CHARS) {
        throw new ProtocolError("The arguments of a call are over the limit");
      }
      if (isCount(message.id) && isString(message.method) && Array.isArray(message.args)) {
        return { type: "call", id: message.id, method: message.method, args: message.args };
      }
      break;
    case "log":
      if (LEVELS.has(message.level) && isString(message.text)) {
        return { type: "log", level: message.level as LogLevel, text: message.text };
      }
      break;
    case "skipped":
      if (isCount(message.entries) && isCount(message.chars)) {
        return { type: "skipped", entries: message.entries, chars: message.chars };
      }
      break;
    case "done":
      if (
        isOptional(isString, message.result) && isOptional(isCount, message.size) &&
        isOptional(isCount, message.late) && (message.gaps === undefined || message.gaps === true)
      ) {
        return {
          type: "done",
          ...(message.result === undefined ? {} : { result: message.result }),
          ...(message.size === undefined ? {} : { size: message.size }),
          ...(message.gaps === undefined ? {} : { gaps: message.gaps }),
          ...(message.late === undefined ? {} : { late: message.late }),
        };
      }
      break;
    case "throw":
      if (isThrown(message.error)) return { type: "throw", error: message.error };
      break;
    case "stopped":
      if (isCount(message.call) && isStringOf(THROWN_CHARS.stack, message.stack)) {
        return { type: "stopped", call: message.call, stack: message.stack };
      }
      break;
  }
  throw new ProtocolError(`A message with the type ${quote(message.type)} has the wrong shape`);
}

function isThrown(value: unknown): value is Thrown {
  return isRecord(value) && isStringOf(THROWN_CHARS.name, value.name) &&
    isStringOf(THROWN_CHARS.message, value.message) &&
    (value.stack === undefined || isStringOf(THROWN_CHARS.stack, value.stack)) &&
    isOptional(isCount, value.call) && isOptional(isBoolean, value.load);
}

/** Writes a hostile value into a message for people: at most its first characters. */
export function quote(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : typeof value;
}

// JSON.parse makes "__proto__" an own property and nothing here reads inherited ones on purpose:
// a missing field is `undefined` either way, since Object.prototype carries none of these names.
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function isStringOf(maxChars: number, value: unknown): value is string {
  return isString(value) && value.length <= maxChars;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isOptional<T>(is: (value: unknown) => value is T, value: unknown): value is T | undefined {
  return value === undefined || is(value);
}
