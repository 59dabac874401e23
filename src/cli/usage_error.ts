/** The command line can't be understood; its message says what is wrong with it. */
export class UsageError extends Error {
  override name = "UsageError";
}
