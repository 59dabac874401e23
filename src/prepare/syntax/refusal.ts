/** Why a text is not a program that we run; caught by `prepare` and answered as a value. */
export class Refusal extends Error {
  override name = "Refusal";

  /**
   * @param at offset of the place, in the text that was being looked at
   * @param hint what to do about it
   */
  constructor(message: string, readonly at?: number, readonly hint?: string) {
    super(message);
  }
}
