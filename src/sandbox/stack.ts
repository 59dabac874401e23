import { SUBMISSION_FILE } from "./compile.ts";
import {
  defineProperty,
  DOMException,
  Error,
  functionCall,
  getOwnPropertyDescriptor,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  isProxy,
} from "./primordials.ts";

/** A stack frame as V8 describes it; the part of its CallSite that is used here. */
interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
  isPromiseAll(): boolean;
}

const nameOfException = getOwnPropertyDescriptor(DOMException.prototype, "name")!.get!;
const messageOfException = getOwnPropertyDescriptor(DOMException.prototype, "message")!.get!;
const exceptionFields = getOwnPropertySymbols(new DOMException("x"));

/** How a place in the submission's module is written in a stack: `submission:LINE:COLUMN`. */
const PLACE = "submission";

/**
 * Makes `error.stack` show the submission's own frames only. Our own frames would show a stranger's code
 * the paths of this machine, and a formatter of the code's own would be handed V8's call sites, so the
 * property can't be set again.
 */
export function installStackFormat(): void {
  defineProperty(Error, "prepareStackTrace", { value: format, writable: false });
}

function format(error: unknown, sites: CallSite[]): string {
  let text = header(error);
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i]!;
    const file = site.getFileName();
    if (site.isPromiseAll()) text += "\n    at async Promise.all";
    if (file !== SUBMISSION_FILE) continue;
    const place = `${PLACE}:${site.getLineNumber()}:${site.getColumnNumber()}`;
    const name = site.getFunctionName();
    const named = name === null || name === "" ? place : `${name} (${place})`;
    text += `\n    at ${site.isAsync() ? "async " : ""}${named}`;
  }
  return text;
}

/**
 * Must not run code of the submission's: while V8 formats one stack it formats every other by itself,
 * with our frames and their paths. So no getter is called, no proxy is read, and only strings are used.
 */
function header(error: unknown): string {
  const name = textOf(error, "name") ?? "Error";
  const message = textOf(error, "message") ?? "";
  return message === "" ? name : `${name}: ${message}`;
}

/** A property as it is stored, on the error or on what it inherits from, where it is a string. */
function textOf(error: unknown, key: "name" | "message"): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  for (let at: object | null = error; at !== null && !isProxy(at); at = getPrototypeOf(at)) {
    const is = getOwnPropertyDescriptor(at, key);
    if (is === undefined) continue;
    const value = hasOwn(is, "value") ? is.value : fromDeno(error, is.get);
    return typeof value === "string" ? value : undefined;
  }
}

/** What one of Deno's own getters returns for a DOMException that the program has not changed. */
function fromDeno(error: object, get: (() => unknown) | undefined): unknown {
  if (get !== nameOfException && get !== messageOfException) return undefined;
  for (let i = 0; i < exceptionFields.length; i++) {
    const is = getOwnPropertyDescriptor(error, exceptionFields[i]!);
    if (is === undefined || !hasOwn(is, "value")) return undefined;
  }
  return functionCall(get, error);
}
