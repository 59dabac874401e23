/** What a server may send, whatever it means; each limit stops an attack. */
export const MESSAGE_LIMITS = Object.freeze({
  /** Stops an answer whose nesting overflows the stack of what walks it. */
  depth: 510, // an answer may have 500, see RESULT_LIMITS: then it is refused with better words
  /** Stops an answer of brackets, which takes twenty times its length of memory, and seconds to walk. */
  entries: 500_000,
  /** Stops an error that fills the answer to the client, in characters; it is cut. */
  errorChars: 2_000,
  /**
   * Stops floods: of notifications, of answers that no call waits for, of garbage. A server that sends more
   * of them within the time is ended.
   */
  unasked: { messages: 10_000, chars: 8 * 2 ** 20, withinMs: 5_000 },
  /** Stops an id of a question that fills our answer, in characters. */
  idChars: 200,
  /** Stops a server that keeps us answering. */
  questions: { messages: 1_000, chars: 2 ** 20, withinMs: 5_000 },
});
