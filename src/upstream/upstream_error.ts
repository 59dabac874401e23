/** What a caller may conclude about the data from a call that was not answered with a value. */
export type UpstreamOutcome =
  | "failed" // the server refused: nothing was written
  | "unknown" // a mutation was forwarded and never answered: it may have been written
  | "unavailable"; // never forwarded, or a read that could not be had: nothing was written

/** A call that was not answered with a value. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly outcome: UpstreamOutcome;
  /** The server that was called, e.g. `memory`. */
  readonly server: string;
  /** The tool of it, e.g. `open_nodes`. */
  readonly tool: string;

  constructor(
    outcome: UpstreamOutcome,
    message: string,
    options: ErrorOptions & { server: string; tool: string },
  ) {
    super(message, options);
    this.outcome = outcome;
    this.server = options.server;
    this.tool = options.tool;
  }
}
