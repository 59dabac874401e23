import { type Thrown, THROWN_CHARS } from "../../rpc/protocol.ts";
import { bareRecord, isArray, isError, stringify, stringSlice } from "../primordials.ts";

const CAUSES = 5;
// Within a description: the beginning of an error's text says what is wrong.
const REASON_CHARS = 200;

/**
 * Describes what the code threw. Never throws itself, whatever the value's getters do.
 *
 * @param inspect gives the text of a value that isn't an Error
 */
export function describeThrown(value: unknown, inspect: (value: unknown) => string): Thrown {
  // Fields that are left out are not inherited: a program may have put them on Object.prototype.
  const thrown = bareRecord() as unknown as Thrown;
  if (!attempt(() => isError(value), false)) {
    thrown.name = "";
    thrown.message = cut(attempt(() => inspect(value), "a value"), THROWN_CHARS.message);
    return thrown;
  }
  const error = value as Error;
  thrown.name = cut(text(() => error.name), THROWN_CHARS.name);
  thrown.message = cut(text(() => error.message) + causes(error, inspect), THROWN_CHARS.message);
  const stack = stackOf(error);
  if (stack !== "") thrown.stack = stack;
  return thrown;
}

/** The stack of an error as far as it is sent; empty where there is none. */
export function stackOf(error: Error): string {
  return cut(text(() => error.stack), THROWN_CHARS.stack);
}

/** What was thrown, in a few words. */
export function reason(thrown: unknown): string {
  try {
    const message = (thrown as Error | null)?.message;
    return stringSlice(typeof message === "string" ? message : `${thrown}`, 0, REASON_CHARS);
  } catch {
    return "a value that has no text";
  }
}

/** The JSON text of `thrown`; put together by hand so that no `toJSON` on a prototype has a say. */
export function thrownJson({ name, message, stack, call, load }: Thrown): string {
  let text = `{"name":${stringify(name)},"message":${stringify(message)}`;
  if (stack !== undefined) text += `,"stack":${stringify(stack)}`;
  if (call !== undefined) text += `,"call":${call}`;
  if (load !== undefined) text += `,"load":${load}`;
  return text + "}";
}

/** `cause` chains and the members of an AggregateError, a line each. */
function causes(error: Error, inspect: (value: unknown) => string): string {
  let lines = "";
  const members = attempt(() => (error as AggregateError).errors, undefined);
  // It may be a proxy: whatever is read of it may throw, or be no number.
  const count = attempt(() => isArray(members) ? +members.length : 0, 0);
  for (let i = 0; i < CAUSES && i < count; i++) {
    lines += `\n[error ${i}] ${attempt(() => oneLine(members![i], inspect), "a value")}`;
  }
  if (count > CAUSES) lines += `\n… ${count - CAUSES} more errors`;
  let cause = attempt(() => error.cause, undefined);
  for (let depth = 0; cause !== undefined && depth < CAUSES; depth++) {
    lines += `\n[cause] ${oneLine(cause, inspect)}`;
    const at = cause;
    cause = attempt(() => isError(at) ? (at as Error).cause : undefined, undefined);
  }
  return lines;
}

function oneLine(value: unknown, inspect: (value: unknown) => string): string {
  if (!attempt(() => isError(value), false)) return attempt(() => inspect(value), "a value");
  const error = value as Error;
  return `${text(() => error.name)}: ${text(() => error.message)}`;
}

function text(read: () => unknown): string {
  return attempt(() => {
    const value = read();
    return typeof value === "string" ? value : "";
  }, "");
}

function cut(text: string, chars: number): string {
  return text.length <= chars ? text : stringSlice(text, 0, chars - 1) + "…";
}

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
