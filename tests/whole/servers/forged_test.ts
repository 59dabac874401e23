import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { Executor } from "../../../src/executor/executor.ts";
import { readServersConfig } from "../../../src/servers/config/servers_config.ts";
import { Servers } from "../../../src/servers/configured/servers.ts";
import { ScriptedPeer } from "../../helpers/scripted_peer.ts";
import { Folder, realServer } from "../../helpers/servers/real_servers.ts";

/** Lines that no stub sends, each of which names the tool that is denied. */
const forged = (path: string) => {
  const args = { path, content: "x" };
  return [
    ["filesystem.write_file", [args]],
    ["filesystem.writeFile", [args]],
    ["tools.call", ["filesystem", "write_file", args]],
    ["tools.call", ["filesystem", "writeFile", args, { raw: true }]],
  ].map(([method, args], i) => ({ type: "call", id: i + 1, method, args }));
};

Deno.test("lines of a sandbox that has been taken over call no tool that is denied", async () => {
  using folder = new Folder();
  const { servers: entries, permissions } = readServersConfig(
    JSON.stringify({
      mcpServers: { filesystem: realServer("filesystem", folder.path) },
      permissions: { deny: ["mcp__filesystem__write_file"] },
    }),
    { env: (name) => Deno.env.get(name), workspace: Deno.cwd(), os: Deno.build.os },
  );
  await using servers = new Servers({ entries, permissions, embedded: [], tell: () => {} });
  const peer = new ScriptedPeer();
  peer.say({ type: "ready" });
  await using executor = new Executor(DEFAULT_LIMITS, { spawn: () => peer.child });
  const running = executor.execute("return 1", servers.forProgram().api);
  await peer.hears('"run"');
  const lines = forged(folder.file("a.txt"));
  peer.say(...lines);
  for (const { id } of lines) await peer.hears(`,"id":${id}`);
  peer.say({ type: "done", result: "1" });
  assertEquals((await running).outcome.calls, { total: 4, failed: 4 });
  const refused = peer.heard.filter((line) => line.includes('"refuse"'));
  assertEquals(refused.length, 4);
  for (const line of refused) assertMatch(line, /write_file is denied/);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});
