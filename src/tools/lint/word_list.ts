// deno-lint-ignore-file code-mode/words code-mode/messages -- here they are
/** Wordings that readers stumble over, as patterns, and what to write instead: the actor, the field's verb. */
const WORDINGS: Record<string, string> = {
  "(?:some|any|every)(?:body|one)": "name the actor",
  "nobody|whoever|whomever": "name the actor",
  "(?:is|are|be|been|was|were|being) told": "gets, reads or learns",
  "(?:can|cannot|can't|could|may|might)(?: not)? be had": "is available",
  "shall": "must, should or will",
  "in (?:the )?place of": "instead of",
  "of (?:ours|theirs)": "our, its or the name of the part",
};

// A comment breaks lines, and begins them with an asterisk.
const PATTERNS = Object.entries(WORDINGS).map(([words, better]) => ({
  pattern: new RegExp(`\\b(?:${words.replaceAll(" ", "[\\s*]+")})\\b`, "gi"),
  better,
}));

/** Every place in `text` where one of the wordings stands, with what to write instead. */
export function wordingsIn(text: string): { at: number; found: string; better: string }[] {
  return PATTERNS.flatMap(({ pattern, better }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ at: index, found, better }))
  );
}
