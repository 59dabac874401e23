import { assertEquals, assertStringIncludes } from "@std/assert";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { Folder, realServer } from "../../helpers/servers/real_servers.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

const CHECK = "code-mode/check";

/** Runs programs that are alike until one is checked: the first start of the checker takes its time. */
async function checked(server: ServerProcess, code: string) {
  for (let round = 0;; round++) {
    const answer = await server.execute(`${code} // ${round}`, { timeout_ms: 60_000 });
    if (answer._meta[CHECK]?.state !== "unchecked" || round === 20) return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

Deno.test("arguments that a server's schema rules out stop a program before it writes anywhere", async () => {
  using home = new Folder();
  using scratch = new Scratch([entity("a", "x")]);
  const config = home.file("mcp.json");
  Deno.writeTextFileSync(
    config,
    JSON.stringify({ mcpServers: { everything: realServer("everything") } }),
  );
  await using server = await ServerProcess.start(
    ["--memory-file", scratch.file, "--config", config],
    { XDG_CACHE_HOME: home.file("cache") },
  );
  // What is checked now has no effect even where the checker is late.
  await checked(server, "await memory.deleteEntities([]); return 1");
  const before = scratch.lines();
  const { structuredContent: { error, calls }, _meta } = await checked(
    server,
    `await memory.addObservations([{ entityName: "a", contents: ["y"] }]);
return await everything.get_sum({ a: "1", b: 2 });`,
  );
  assertEquals([error?.kind, error?.line, calls.written], ["type", 2, 0], JSON.stringify(error));
  assertStringIncludes(error.hint, "It is everything.get_sum(args: { a: number; b: number })");
  assertEquals(_meta[CHECK].state, "found");
  assertEquals(scratch.lines(), before);
  const { structuredContent } = await checked(
    server,
    `await memory.addObservations([{ entityName: "a", contents: ["y"] }]);
return await everything.get_sum({ a: 1, b: 2 });`,
  );
  assertEquals(structuredContent.status, "ok", JSON.stringify(structuredContent));
});

Deno.test("--no-type-check runs programs unchecked", async () => {
  using scratch = new Scratch([entity("a", "x")]);
  await using server = await ServerProcess.start([
    "--memory-file",
    scratch.file,
    "--no-type-check",
  ]);
  const { structuredContent, _meta } = await server.execute(
    'await memory.deleteEntities(["a"]); return nothing',
  );
  assertEquals([structuredContent.error.kind, structuredContent.calls.written], ["runtime", 1]);
  assertEquals(_meta[CHECK], undefined);
});
