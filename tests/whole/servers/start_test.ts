import { assertEquals } from "@std/assert";
import { childrenNamed, processes, until } from "../../helpers/processes.ts";
import { Folder, ownServer } from "../../helpers/servers/real_servers.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

const PROGRAM = new URL("../../helpers/programs/hostile_server.ts", import.meta.url);

Deno.test("serve starts no server of the config before a program needs it; memory's entry replaces ours", async () => {
  using folder = new Folder();
  const mcpServers = { memory: ownServer(PROGRAM), other: ownServer(PROGRAM) };
  Deno.writeTextFileSync(folder.file("mcp.json"), JSON.stringify({ mcpServers }));
  await using server = await ServerProcess.start(["--config", folder.file("mcp.json")]);
  await server.request("tools/list");
  const started = () => childrenNamed(server.child.pid, /hostile_server/).length;
  assertEquals(started(), 0);
  const { structuredContent } = await server.execute(`return await memory.echo({ text: "mine" })`);
  assertEquals([structuredContent.result, started()], ["mine", 1]);
});

Deno.test("a server of the config ends when serve is killed: its stdin has no writer any more", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(
    folder.file("mcp.json"),
    JSON.stringify({ mcpServers: { other: ownServer(PROGRAM) } }),
  );
  await using server = await ServerProcess.start([
    "--no-memory",
    "--config",
    folder.file("mcp.json"),
  ]);
  const { structuredContent } = await server.execute("return await other.pid()");
  const id = Number(structuredContent.result);
  const isAlive = () => processes().some(({ pid }) => pid === id);
  assertEquals(isAlive(), true);
  server.child.kill("SIGKILL");
  await until(() => !isAlive(), 5_000, "it is gone");
});
