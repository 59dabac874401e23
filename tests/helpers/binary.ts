import { fileURLToPath } from "node:url";
import { BINARY } from "./code_mode.ts";

const COMPILE = fileURLToPath(new URL("../../src/tools/release/compile.ts", import.meta.url));

/**
 * The compiled binary: the one that `CODE_MODE_BIN` names, or one made now from the base that
 * `DENORT_BIN` names. Undefined where there is neither, and said so: Deno would have to fetch a base
 * from its own site.
 */
export async function compiledBinary(): Promise<string | undefined> {
  if (BINARY) return BINARY;
  if (!Deno.env.get("DENORT_BIN")) return skip("neither CODE_MODE_BIN nor DENORT_BIN is set");
  const folder = await Deno.makeTempDir({ prefix: "code-mode-binary-" });
  addEventListener("unload", () => Deno.removeSync(folder, { recursive: true })); // 110 MB
  const output = `${folder}/code-mode`;
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run"];
  const script = ["run", "--no-lock", "--no-prompt", ...permissions, COMPILE, "--output", output];
  const compiled = await new Deno.Command(Deno.execPath(), { args: script }).output();
  if (!compiled.success) throw new Error(`Cannot compile: ${text(compiled.stderr)}`);
  const { success, stderr } = await new Deno.Command(output, { args: ["--version"] }).output();
  if (success) return output;
  if (text(stderr).includes("Could not find standalone binary section")) {
    return skip(`DENORT_BIN is the base of another Deno than this, which is ${Deno.version.deno}`);
  }
  throw new Error(`The binary does not start: ${text(stderr)}`);
}

function skip(why: string): undefined {
  console.warn(`SKIPPED: there is no binary to test, as ${why}`);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
