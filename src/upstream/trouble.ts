/** What people are told beside the message, and what programs are not. */
export interface TroubleOptions extends ErrorOptions {
  /** The same in words for people, who may know paths and processes; the message when left out. */
  readonly detail?: string;
}

/**
 * Something on the user's machine is in the way. Programs are told the message: it names no path of
 * the machine, no process and no command.
 */
export class Trouble extends Error {
  override readonly name: string = "Trouble";
  readonly detail: string;

  constructor(message: string, options: TroubleOptions = {}) {
    super(message, options);
    this.detail = options.detail ?? message;
  }
}

/** @returns what people are told of an error. */
export function detailOf(error: unknown): string {
  return error instanceof Trouble ? error.detail : (error as Error).message;
}
