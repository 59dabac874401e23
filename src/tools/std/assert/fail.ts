import { AssertionError } from "./assertion_error.ts";

/** @throws {AssertionError} always. */
export function fail(msg?: string): never {
  throw new AssertionError(msg ? `Failed assertion: ${msg}` : "Failed assertion.");
}

/** @throws {AssertionError} always: the line must not be reached. */
export function unreachable(reason?: string): never {
  throw new AssertionError(reason ? `Unreachable: ${reason}` : "Unreachable.");
}
