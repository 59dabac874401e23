/** What a caller may conclude about the data from a call that was not answered with a value. */
export type UpstreamOutcome =
  | "failed" // the server refused: nothing was written
  | "unknown" // a mutation was forwarded and never answered: it may have been written
  | "unavailable"; // never forwarded, or a read that failed: nothing was written

/**
 * A call that was not answered with a value. Programs get the message: it names no path of the
 * machine, no process and no command.
 */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly outcome: UpstreamOutcome;
  /** The server that was called, e.g. `memory`. */
  readonly server: string;
  /** The tool of it, e.g. `open_nodes`. */
  readonly tool: string;
  /** The same in words for people; undefined where the user's machine has no part in it. */
  readonly detail?: string;
  /** What can be done about it, with the command for it: for the hint of an answer. */
  readonly remedy?: string;

  constructor(
    outcome: UpstreamOutcome,
    message: string,
    options: ErrorOptions & { server: string; tool: string; detail?: string; remedy?: string },
  ) {
    super(message, options);
    this.outcome = outcome;
    this.server = options.server;
    this.tool = options.tool;
    if (options.detail !== undefined) this.detail = options.detail;
    if (options.remedy !== undefined) this.remedy = options.remedy;
  }
}
