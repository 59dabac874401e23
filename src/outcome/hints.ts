import { closest } from "../api/closest.ts";
import { type Api, type ApiNames, fixedNames, fullName } from "../api/method.ts";
import type { AnswerShapes } from "./answer_shapes.ts";
import type { CallTally } from "./call_tally.ts";
import type { Outcome } from "./outcome.ts";
import type { Facts, Use } from "../rpc/prepare_protocol.ts";

const MODULES = new Set(["require", "module", "exports", "__dirname", "__filename"]);
const NETWORK = new Set(["fetch", "XMLHttpRequest", "WebSocket", "axios", "Request", "Response"]);
const SYSTEM = new Set(["Deno", "process", "Bun", "fs", "path", "os", "Buffer", "child_process"]);
const CODE = new Set(["eval", "Function"]);
const BUILT_IN = ["console", "setTimeout", "URL", "TextEncoder", "structuredClone", "crypto"];

/**
 * Suggests what to do about an error that the code threw; nothing where that is not clear.
 *
 * @param facts what its source shows
 * @param api what it may call
 * @param seen what its calls answered, and the line that threw, where there is one
 */
export function hintFor(
  error: { readonly name: string; readonly message: string },
  facts: Facts,
  api: Api,
  seen?: { readonly shapes: AnswerShapes; readonly line: number | undefined },
): string | undefined {
  const { name, message } = error;
  const { names } = api;
  const global = /^([\w$]+) is not defined$/.exec(message)?.[1] ??
    /^globalThis\.([\w$]+) is not a function$/.exec(message)?.[1];
  if (global !== undefined) return globalHint(global, names);
  if (name === "EvalError") return globalHint("eval", names);
  const hidden = /^Cannot access '([\w$]+)' before initialization$/.exec(message)?.[1];
  if (hidden !== undefined && Object.hasOwn(names, hidden)) {
    return `The program's own "${hidden}" hides the ${hidden} that it calls: give the variable another name`;
  }
  if (name === "TypeError" && TAKEN_WRONG.test(message)) {
    const called = /([\w$]+) is not a function$/.exec(message)?.[1];
    const isIt = ({ property, line }: Use) =>
      called === undefined ? line === seen?.line : property === called;
    return (seen && misreadHint(facts.uses.filter(isIt), api, seen.shapes)) ??
      methodHint(message, api);
  }
  if (name === "RangeError" && /call stack/.test(message)) {
    return "Use a loop instead of recursion";
  }
  if (name === "DataCloneError" || /could not be cloned/.test(message)) {
    return "Pass and return plain data: functions and promises cannot be sent";
  }
}

/** How the sandbox describes a promise in a result, and how a console shows one. */
const PROMISE = /\[Promise: did you forget await\?\]|\bPromise \{ <pending> \}/;

/**
 * What to say of a run that ended well but probably not as meant.
 *
 * @param run its calls, and how many of them were answered only after it had returned
 * @param api says which of them only read
 */
export function adviceFor(
  { result, logs = [], truncated, planned, stopped }: Outcome,
  { calls, late = 0 }: {
    readonly calls: Pick<CallTally, "byMethod" | "shapes" | "stale">;
    readonly late?: number;
  },
  facts: Facts,
  api: Api,
): string | undefined {
  if (calls.stale !== undefined) {
    return `What was read from ${calls.stale} after a planned call does not show what that call ` +
      "would have changed";
  }
  if (stopped) {
    return `The program uses the answer of ${stopped.call.method}, which only the real call gives: ` +
      "what it does from there on shows when it is run without dry_run";
  }
  if (truncated?.result !== undefined) {
    return "The result was cut: return less, e.g. count, filter or pick fields in the code";
  }
  if (PROMISE.test(JSON.stringify(result) ?? "") || logs.some(({ text }) => PROMISE.test(text))) {
    return 'A promise was returned or logged: put "await" before the call, Promise.all around a list';
  }
  if (late > 0) {
    return `${
      late === 1 ? "1 call was" : `${late} calls were`
    } answered only after the program had returned, which its result does not show: await every call; ` +
      "forEach does not wait for an async function, for … of and Promise.all do";
  }
  if (result !== undefined || logs.length > 0 || planned) return undefined;
  const called = Object.keys(calls.byMethod()).map((name) => api.get(name));
  const misread = facts.returnsValue ? misreadHint(facts.uses, api, calls.shapes) : undefined;
  if (misread) return misread;
  if (called.length > 0 && called.every((method) => method?.mutates)) return undefined;
  if (!facts.returnsValue) return 'Nothing was returned or logged: end the code with "return"';
  // What such a call answers may be what is returned.
  if (called.some((method) => method?.answersNothing)) return undefined;
  return "What was returned is undefined: it was not found, or there is no such field";
}

/** What V8 says where a value isn't what the code takes it for. */
const TAKEN_WRONG = /^Cannot (?:read|destructure)|is not (?:a function|iterable)|iterator\]/;

/** Says which answer has not what the program reads of it. */
function misreadHint(uses: readonly Use[], api: Api, shapes: AnswerShapes): string | undefined {
  for (const use of uses) {
    const method = api.get(use.method);
    const hint = method && shapes.hint(fullName(method), use);
    if (hint !== undefined) return hint;
  }
}

/** @returns what to do about a name that is not defined */
export function globalHint(name: string, names: ApiNames): string {
  const namespaces = Object.keys(names);
  const api = namespaces.join(", ");
  if (MODULES.has(name)) {
    return `There are no modules: ${api} and the other globals are there already`;
  }
  if (NETWORK.has(name)) return `There is no network: put the data into the code, or use ${api}`;
  if (SYSTEM.has(name)) {
    return `There are no files, processes or environment variables: put the data into the code, or use ${api}`;
  }
  if (CODE.has(name)) return "Code cannot be made from text: write it out";
  const method = namespaces.flatMap((space) =>
    (fixedNames(names, space) ?? []).map((one) => ({ space, one }))
  )
    .find(({ one }) => one.toLowerCase() === name.replaceAll("_", "").toLowerCase());
  if (method) return `Did you mean ${method.space}.${method.one}?`;
  const meant = closest(name, namespaces);
  if (meant) return `Did you mean ${meant}?`;
  return `There are ${api}, ${BUILT_IN.join(", ")} and what the language itself has`;
}

/** For a method whose name the source doesn't spell out, or that hangs on a copy of the namespace. */
function methodHint(message: string, { names, leftOut = [] }: Api): string | undefined {
  const computed = /^([\w$]+)\[.*\] is not a function$/.exec(message)?.[1];
  const fixed = computed === undefined ? undefined : fixedNames(names, computed);
  if (fixed !== undefined) {
    const without = leftOut.filter((name) => name.startsWith(`${computed}.`));
    return `${computed} has ${fixed.join(", ")}${
      without.length > 0 ? `; left out here by the user: ${without.join(", ")}` : ""
    }`;
  }
  const [, object, name] = /^(?:([\w$]+)\.)?([\w$]+) is not a function$/.exec(message) ?? [];
  if (name === undefined || object === undefined) return undefined;
  // The code may call an object of its own `constructor`, which all records have.
  const own = fixedNames(names, object);
  const all = Object.keys(names).flatMap((space) => fixedNames(names, space) ?? []);
  const meant = closest(name, own ?? all);
  if (meant) return `Did you mean ${meant}?`;
  return own && `${object} has ${own.join(", ")}`;
}
