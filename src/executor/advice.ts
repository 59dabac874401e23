import type { Api } from "../api/method.ts";
import { useHint } from "./hints.ts";
import type { Outcome } from "../outcome/outcome.ts";
import type { Facts } from "../rpc/prepare_protocol.ts";

/** How the sandbox describes a promise in a result, and how a console shows one. */
const PROMISE = /\[Promise: did you forget await\?\]|\bPromise \{ <pending> \}/;

/**
 * What to say of a run that ended well but probably not as meant.
 *
 * @param byMethod the calls that it made
 * @param api says which of them only read
 */
export function adviceFor(
  { result, logs = [], truncated }: Outcome,
  byMethod: Readonly<Record<string, number>>,
  facts: Facts,
  api: Api,
): string | undefined {
  if (truncated?.result !== undefined) {
    return "The result was cut: return less, e.g. count, filter or pick fields in the code";
  }
  if (PROMISE.test(JSON.stringify(result) ?? "") || logs.some(({ text }) => PROMISE.test(text))) {
    return 'A promise was returned or logged: put "await" before the call, Promise.all around a list';
  }
  if (result !== undefined || logs.length > 0) return undefined;
  const misread = useHint(facts, api);
  if (misread) return misread;
  const reads = Object.keys(byMethod).some((name) => !api.get(name)?.mutates);
  if (reads && !facts.returnsValue) {
    return 'Nothing was returned or logged: end the code with "return"';
  }
}
