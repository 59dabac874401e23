/** What is taken of a server's list of tools; what is beyond is left out, by name. */
export const LIST_LIMITS = Object.freeze({
  /** Stops a server that has always one more page. */
  pages: 50,
  /** Stops a list that fills the memory, in characters of JSON over all pages. */
  chars: 8 * 2 ** 20,
  /** Stops a list that fills the search and the cache. The largest of 37 real servers has 235. */
  tools: 2_000,
  /** Stops a name that fills a line of an answer, in characters. Real ones have up to 48. */
  nameChars: 128,
  /** Stops a description that fills the cache, in characters; it is cut. Real ones have up to 13 090. */
  descriptionChars: 16_000,
  /** Stops instructions that fill the answers that show them, in characters. Real ones have up to 2 254. */
  instructionsChars: 4_000,
  /** Stops a schema whose nesting overflows the stack of what walks it. */
  schemaDepth: 64,
  /** Stops a single schema that takes all of `chars`, in characters of JSON. */
  schemaChars: 2 ** 20,
  /** Stops a server that fills the log with what is wrong with it: refusals that are logged. */
  refusals: 20,
});

/** What is taken of the answer to a call; the answer is refused beyond. */
export const RESULT_LIMITS = Object.freeze({
  /** Stops an answer of blocks without end. */
  blocks: 1_000,
  /** Stops an answer whose nesting overflows the stack of what writes it down as JSON. */
  depth: 500,
  /** Stops an answer that fills the memory, in characters of JSON. */
  chars: 8 * 2 ** 20,
  /** Stops a text whose JSON becomes twenty times as much; it stays a text. */
  entries: 500_000,
  /** Stops an error that fills the answer to the client, in characters; it is cut. */
  errorChars: 2_000,
  /** Stops a type or an address that fills it, in characters; they are cut. */
  mimeTypeChars: 128,
  uriChars: 2_048,
});

/** What the check of arguments may cost. Beyond, it is skipped: the server checks, too. */
export const CHECK_LIMITS = Object.freeze({
  /** Stops a schema whose copy and index take long, in objects, lists and values. */
  schemaEntries: 20_000,
  schemaDepth: LIST_LIMITS.schemaDepth,
  /** Stops arguments that nest deeper than the stack. */
  valueDepth: 100,
  /** Stops arguments that take long to walk, in objects, lists and values. */
  valueEntries: 200_000,
  /**
   * Stops references that multiply: each costs little, and twenty that double cost a million. About a
   * nanosecond each; the dearest of 32 095 calls of real tools takes a fiftieth of it.
   */
  cost: 20_000_000,
  /** Faults that an error names; it counts the others. */
  faults: 8,
});
