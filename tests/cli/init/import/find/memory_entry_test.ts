import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { memoryEntry } from "../../../../../src/cli/init/import/find/memory_entry.ts";
import { Folder } from "../../../../helpers/servers/real_servers.ts";

const PACKAGE = "@modelcontextprotocol/server-memory";

function look(entry: unknown, home = "/nowhere") {
  return memoryEntry(entry, {
    env: (name) => name === "DIR" ? "/data" : undefined,
    home,
    workspace: "/nowhere/work",
    os: "linux",
  });
}

Deno.test("memoryEntry knows server-memory by what starts it, with its file", async () => {
  const env = { MEMORY_FILE_PATH: "${DIR}/m.jsonl" };
  const file = "/data/m.jsonl";
  const entries = [
    { command: "npx", args: ["-y", PACKAGE] },
    { command: "npx", args: [`${PACKAGE}@2026.8.31`], type: "stdio" },
    { command: "C:\\node\\npx.cmd", args: ["--yes", PACKAGE] },
    { command: "cmd", args: ["/c", "npx", "-y", PACKAGE] },
    { command: "bunx", args: [PACKAGE] },
    { command: "pnpm", args: ["dlx", PACKAGE] },
    { command: "node", args: [`/x/node_modules/${PACKAGE}/dist/index.js`] },
    { command: "/usr/bin/mcp-server-memory" },
  ];
  for (const entry of entries) {
    assertEquals(await look({ ...entry, env }), { file }, JSON.stringify(entry));
    assertEquals(await look(entry), {}, JSON.stringify(entry));
  }
});

Deno.test("memoryEntry leaves other servers, and says why one of server-memory is not taken", async () => {
  const others = [
    { command: "docker", args: ["run", "-i", "mcp/memory"] },
    { command: "npx", args: ["-y", `${PACKAGE}-plus`] },
    { command: "npx", args: ["-y", PACKAGE, "--more"] },
    { command: "npx", args: ["-y", "other", PACKAGE] },
    { command: "npx" },
    { url: "x" },
    1,
  ];
  for (const entry of others) assertEquals(await look(entry), undefined, JSON.stringify(entry));
  const entry = { command: "npx", args: ["-y", PACKAGE] };
  const path = (path: string) => look({ ...entry, env: { MEMORY_FILE_PATH: path } });
  assertEquals(await path("m.jsonl"), "its MEMORY_FILE_PATH is no absolute path");
  assertEquals(
    await path("${NOWHERE}/m"),
    "its MEMORY_FILE_PATH needs the variable NOWHERE, which is not set",
  );
  assertEquals(
    await look({ ...entry, excludeTools: ["delete_entities"] }),
    'it has "excludeTools"',
  );
});

Deno.test("memoryEntry finds the file that server-memory keeps beside its program", async () => {
  using home = new Folder();
  // As npx names the folder of what it fetches.
  const file = home.file(`.npm/_npx/15b07286cbcc3329/node_modules/${PACKAGE}/dist/memory.jsonl`);
  Deno.mkdirSync(dirname(file), { recursive: true });
  Deno.writeTextFileSync(file, "");
  const entry = { command: "npx", args: ["-y", PACKAGE] };
  assertEquals(await look(entry, home.path), { file, inCache: true });
  assertEquals(await look({ ...entry, args: [`${PACKAGE}@1`] }, home.path), {});
  const program = join(dirname(file), "index.js");
  assertEquals(await look({ command: "node", args: [program] }), { file, inCache: true });
});
