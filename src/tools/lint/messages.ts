import { eachText } from "./texts.ts";

// After a letter, so that a quoted word is none.
const CONTRACTION = /\b[a-z]+(?:n't|'(?:re|ve|ll))\b|\b(?:it|that|there|what|let)'s\b/i;

/** Refuses contractions in texts, which end up in messages: "cannot" instead of "can't". */
export const messages: Deno.lint.Rule = {
  create(context) {
    if (!/[\\/]src[\\/]/.test(context.filename)) return {};
    return eachText((text, node) => {
      const [found] = CONTRACTION.exec(text) ?? [];
      if (found === undefined) return;
      context.report({ node, message: `"${found}" is a contraction: write it out` });
    });
  },
};
