import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

/** The imports of `file`, for any folder: what gives the SDK its types there. */
function importsOf(file: string): string {
  const url = new URL(`../../../src/${file}`, import.meta.url);
  const imports = Deno.readTextFileSync(url).match(/^(?:\/\/ @ts-types.*\n)?import [^;]*;$/gm) ??
    [];
  return imports
    .map((line) => line.replace(/"(\.[^"]*)"/, (_, path) => `"${new URL(path, url)}"`))
    .join("\n");
}

/** Type-checks `code` behind the imports of `file`. */
async function check(file: string, code: string): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, `${importsOf(file)}\n${code}\n`);
  try {
    const { code: exit, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--no-lock", "--config", CONFIG, path],
      env: { NO_COLOR: "1" },
    }).output();
    return exit === 0 ? "" : new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("a wrong type in a call to the SDK's server is reported, and no right one", async () => {
  const right = `new McpServer({ name: "a", version: "1" });`;
  const wrong = `new McpServer({ name: 1, version: "1" });`;
  const reported = await check("mcp/server.ts", `${right}\n${wrong}`);
  assertEquals(reported.match(/TS2322/g)?.length, 1, reported);
});

Deno.test("a wrong type in a call to the SDK's client is reported", async () => {
  const wrong = `new Client({ name: 1, version: "1" });`;
  assertStringIncludes(await check("upstream/session.ts", wrong), "TS2322");
});
