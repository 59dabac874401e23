import { assertEquals, assertGreater } from "@std/assert";
import type { Mentioned } from "../../../../src/api/method.ts";
import { readServersConfig } from "../../../../src/servers/config/servers_config.ts";
import { Servers } from "../../../../src/servers/configured/servers.ts";
import { compile } from "../../../api/types/compile.ts";
import { Folder, realServer } from "../../../helpers/servers/real_servers.ts";

Deno.test("all tools of real servers are declared in TypeScript", async () => {
  using folder = new Folder();
  const mcpServers = {
    everything: realServer("everything"),
    files: realServer("filesystem", folder.path),
    graph: realServer("memory"),
    thinking: realServer("sequential-thinking"),
  };
  const config = readServersConfig(JSON.stringify({ mcpServers }), {
    env: (name) => Deno.env.get(name),
    workspace: Deno.cwd(),
    os: Deno.build.os,
  });
  const { servers: entries, permissions } = config;
  await using servers = new Servers({ entries, permissions, embedded: [], tell() {} });
  const mentioned: Mentioned[] = [];
  for (const server of servers.all.values()) {
    const { names } = await server.offer();
    const namespace = servers.globalOf(server.entry.name);
    const use = { namespace, called: true, guarded: false, line: 1, column: 1 };
    mentioned.push(...names.written.map((name) => ({ ...use, name })));
  }
  assertGreater(mentioned.length, 30);
  const text = servers.forProgram().api.types!(mentioned);
  const program = `
    const { content } = await files.read_text_file({ path: "a", head: 2 });
    content.split("\\n");
    await graph.create_entities({ entities: [{ name: "a", entityType: "b", observations: [] }] });
    await graph.open_nodes({ names: "a" });
    await thinking.sequentialthinking({ thought: "a" });`;
  assertEquals(compile(text, program).map((error) => error.split(":")[1]), ["5", "6"]);
});
