import { eachText } from "./texts.ts";
import { wordingsIn } from "./word_list.ts";

/** Refuses the wordings of `word_list.ts` in the comments and texts of `src`. */
export const words: Deno.lint.Rule = {
  create(context) {
    if (!/[\\/]src[\\/]/.test(context.filename)) return {};
    const message = (found: string, better: string) => `"${found}" is hard to read: ${better}`;
    return {
      Program() {
        for (const { value, range: [start] } of context.sourceCode.getAllComments()) {
          for (const { at, found, better } of wordingsIn(value)) {
            const from = start + 2 + at; // behind the slashes
            const range: Deno.lint.Range = [from, from + found.length];
            context.report({ range, message: message(found, better) });
          }
        }
      },
      ...eachText((text, node) => {
        for (const { found, better } of wordingsIn(text)) {
          context.report({ node, message: message(found, better) });
        }
      }),
    };
  },
};
