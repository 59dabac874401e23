/** The rules of `deno lint` that are this project's own; `deno.json` names this file. */
import { primordials } from "./primordials.ts";

export default {
  name: "code-mode",
  rules: { primordials },
} satisfies Deno.lint.Plugin;
