/** The rules of `deno lint` that are this project's own; `deno.json` names this file. */
import { messages } from "./messages.ts";
import { primordials } from "./primordials.ts";
import { words } from "./words.ts";

export default {
  name: "code-mode",
  rules: { messages, primordials, words },
} satisfies Deno.lint.Plugin;
