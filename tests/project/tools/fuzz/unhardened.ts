import { parse } from "acorn";
import type { Read } from "../../../../src/tools/fuzz/check.ts";

/** Other texts each time: `CODE_MODE_SEED=…` with what was printed brings the same ones again. */
export const SEED = Number(Deno.env.get("CODE_MODE_SEED") || Date.now() % 2 ** 31);

const OPTIONS = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowReturnOutsideFunction: true,
} as const;

/** A parser alone: what it takes runs as it stands. */
export const unhardened: Read = (text) => {
  try {
    parse(text, OPTIONS);
    return Promise.resolve({ module: `async () => {\n${text}\n}` });
  } catch (error) {
    if (error instanceof SyntaxError) return Promise.resolve({ refused: error.message });
    throw error;
  }
};
