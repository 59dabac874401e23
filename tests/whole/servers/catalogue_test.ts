import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { childrenNamed, until } from "../../helpers/processes.ts";
import { type Entry, Folder, ownServer, realServer } from "../../helpers/servers/real_servers.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

const HOSTILE = new URL("../../helpers/programs/hostile_server.ts", import.meta.url);

/** A config in a folder that also keeps the lists. */
class Home extends Folder {
  constructor(mcpServers: Record<string, Entry>) {
    super();
    Deno.writeTextFileSync(this.file("mcp.json"), JSON.stringify({ mcpServers }));
  }

  start(): Promise<ServerProcess> {
    const args = ["--no-memory", "--config", this.file("mcp.json")];
    return ServerProcess.start(args, { XDG_CACHE_HOME: this.file("cache") });
  }
}

async function description(server: ServerProcess): Promise<string> {
  const { result } = await server.request("tools/list");
  return result.tools[0].description;
}

const changes = ({ lines }: ServerProcess) =>
  lines.filter((line) => JSON.parse(line).method === "notifications/tools/list_changed").length;

Deno.test("what servers offer is learned at their first start, told to the client, and known at the next initialize without a process", async () => {
  using home = new Home({ everything: realServer("everything") });
  {
    await using server = await home.start();
    assertStringIncludes(await description(server), "everything (tools not known yet)");
    const { structuredContent: { result } } = await server.execute(
      'return await tools.search("add two numbers")',
      { timeout_ms: 60_000 },
    );
    assertEquals(
      result[0],
      "everything.get_sum(args: { a: number; b: number }) // Returns the sum of two numbers",
    );
    await until(() => changes(server) === 1, 10_000, "list_changed");
    assertStringIncludes(await description(server), "get_sum(args: { a: number; b: number })");
  }
  await using server = await home.start();
  assertStringIncludes(await description(server), "get_sum(args: { a: number; b: number })");
  assertEquals(childrenNamed(server.child.pid, /server-everything/), []);
  // Its list is asked for again when it is needed, and is the same.
  const { structuredContent } = await server.execute(
    "return await everything.get_sum({ a: 1, b: 2 })",
  );
  assertMatch(String(structuredContent.result), /3/);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assertEquals(changes(server), 0);
});

Deno.test("a list without end, ten thousand tools and odd names are searched and described within limits", async () => {
  using home = new Home({
    evil: ownServer(HOSTILE, "many"),
    odd: ownServer(HOSTILE, "names"),
  });
  await using server = await home.start();
  const { structuredContent } = await server.execute(
    `
    const found = await tools.search("t19");
    const all = await tools.search("", { limit: 50 });
    return [found.length, all.length, (await tools.describe("evil"))[0].length < 15_000];`,
    {
      timeout_ms: 60_000,
    },
  );
  assertEquals(structuredContent.error, undefined);
  const [found, all, fits] = structuredContent.result;
  assertEquals([found >= 8, all >= 50, fits], [true, true, true]);
  await until(() => changes(server) >= 1, 10_000, "list_changed");
  assertEquals((await description(server)).length <= 2_000, true);
});
