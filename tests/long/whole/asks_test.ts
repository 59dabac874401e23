import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { codeModeLine, NO_CONFIG } from "../../helpers/code_mode.ts";
import { Folder, ownServer } from "../../helpers/servers/real_servers.ts";

const SERVER = new URL("../../helpers/programs/issues_server.ts", import.meta.url);
const THINKING_MS = 30_000;
const TRIES = 9;
const REFUSED_MS = 50;

Deno.test("a program with a deadline of 2 s outlives an answer that takes 30 s", async () => {
  await using bench = await started(async () => {
    await new Promise((resolve) => setTimeout(resolve, THINKING_MS));
    return { action: "accept" as const, content: { answer: "once" } };
  });
  const start = performance.now();
  const { status, result, error } = await bench.run(
    `const tool = "delete_all";
const { number } = await tools.call("github", tool, {});
return number;`,
    2_000,
  );
  assertEquals([status, result], ["ok", 2], error?.message);
  assertLess(THINKING_MS, performance.now() - start);
});

Deno.test("where the client cannot ask, a call is refused within 50 ms, and the line that allows it named", async () => {
  await using bench = await started(undefined);
  await bench.run("return await github.list_issues({})"); // its server has started
  const times: number[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const start = performance.now();
    const { error } = await bench.run("return await github.delete_all({})");
    times.push(performance.now() - start);
    assertMatch(error!.hint!, /"allow": \["mcp__github__delete_all"\]/);
    await new Promise((resolve) => setTimeout(resolve, 200)); // as long as no model takes to answer
  }
  // Other tests' processes may hold a core for a while, not for all tries.
  assertLess(Math.min(...times), REFUSED_MS, times.map(Math.round).join(" ms, "));
});

/** The whole server with `github`, and the SDK's client, which asks the user where it is given one. */
async function started(
  user: (() => Promise<{ action: "accept"; content: { answer: string } }>) | undefined,
) {
  const folder = new Folder();
  const config = folder.file("mcp.json");
  const github = ownServer(SERVER, folder.file("called.jsonl"));
  Deno.writeTextFileSync(config, JSON.stringify({ mcpServers: { github } }));
  const [command, ...args] = codeModeLine(["serve", "--config", config, "--no-memory"]);
  const client = new Client({ name: "test", version: "1" }, {
    capabilities: user ? { elicitation: {} } : {},
  });
  if (user) client.setRequestHandler(ElicitRequestSchema, user);
  await client.connect(
    new StdioClientTransport({
      command: command!,
      args,
      env: { ...Deno.env.toObject(), ...NO_CONFIG },
      stderr: "ignore",
    }),
  );
  return {
    run: async (code: string, timeout_ms = 20_000): Promise<Outcome> => {
      const answer = await client.callTool({
        name: "execute_code",
        arguments: { code, timeout_ms },
      });
      return answer.structuredContent as unknown as Outcome;
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      folder[Symbol.dispose]();
    },
  };
}
