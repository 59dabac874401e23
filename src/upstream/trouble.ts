/** What people read beside the message, and programs do not. */
export interface TroubleOptions extends ErrorOptions {
  /** The same in words for people, who may know paths and processes; the message when left out. */
  readonly detail?: string;
}

/**
 * Something on the user's machine is in the way. Programs get the message: it names no path of
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

/** @returns what people read of an error. */
export function detailOf(error: unknown): string {
  return error instanceof Trouble ? error.detail : (error as Error).message;
}
