/** What every assertion throws when it does not hold. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** @throws {AssertionError} always: `what`, followed by the caller's own words if it has any. */
export function refuse(what: string, message?: string, detail?: string): never {
  throw new AssertionError(what + (message ? `: ${message}` : ".") + (detail ? `\n${detail}` : ""));
}
