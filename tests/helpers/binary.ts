import { fileURLToPath } from "node:url";
import { BINARY } from "./code_mode.ts";

const COMPILE = fileURLToPath(new URL("../../scripts/compile.ts", import.meta.url));

/**
 * The compiled binary: the one that `CODE_MODE_BIN` names, or one made now where `DENORT_BIN` names what
 * to make it from. Undefined, and said so, where neither does: Deno would fetch 40 MB from its own site.
 */
export async function compiledBinary(): Promise<string | undefined> {
  if (BINARY) return BINARY;
  if (!Deno.env.get("DENORT_BIN")) {
    console.warn("SKIPPED: no binary to test, as neither CODE_MODE_BIN nor DENORT_BIN is set");
    return undefined;
  }
  const folder = await Deno.makeTempDir({ prefix: "code-mode-binary-" });
  addEventListener("unload", () => Deno.removeSync(folder, { recursive: true })); // 110 MB
  const output = `${folder}/code-mode`;
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-prompt", ...permissions, COMPILE, "--output", output],
  }).output();
  if (!success) throw new Error(`Cannot compile: ${new TextDecoder().decode(stderr)}`);
  return output;
}
