/** The request may be sent again, later. */
export class Busy extends Error {
  override readonly name = "Busy";
  /** @param seconds after which it may be */
  constructor(message: string, readonly seconds: number) {
    super(message);
  }
}
