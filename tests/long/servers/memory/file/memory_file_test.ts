import { assertEquals } from "@std/assert";
import { checkMemoryFile } from "../../../../../src/servers/memory/file/check.ts";
import { McpSession } from "../../../../../src/upstream/session.ts";
import { spawnServer } from "../../../../../src/servers/memory/spawn.ts";
import { entity, relation, Scratch } from "../../../../helpers/scratch.ts";

const LIMITS = { startMs: 10_000, callMs: 10_000, answerBytes: 2 ** 20 };

Deno.test("checkMemoryFile finds exactly the lines that make server-memory's tools fail", async () => {
  const fine = [entity("a", "1"), relation("a", "b"), { type: "unknown" }, 5, {}, []];
  const broken = [
    "{",
    "null",
    "not json",
    '\ufeff{"type":"entity"}',
    '{"type":"entity","name":"x"',
    JSON.stringify({ type: "entity", name: "x", entityType: "y" }),
    JSON.stringify({ type: "entity", name: 1, entityType: "y", observations: [] }),
    JSON.stringify({ type: "entity", name: "x", entityType: "y", observations: [1] }),
    JSON.stringify({ type: "relation", from: "x", to: "y" }),
  ];
  for (const line of [...fine.map((item) => JSON.stringify(item)), ...broken]) {
    using scratch = new Scratch();
    scratch.write(`${JSON.stringify(entity("first"))}\n${line}`);
    const { corrupt } = await checkMemoryFile(scratch.file);
    // The server itself is the judge, without the gateway, which would not let us ask.
    const session = new McpSession(() => spawnServer(scratch.file, undefined), LIMITS);
    await session.opened;
    const failed = await session.call("read_graph", {}).then(() => false, () => true);
    await session.close();
    assertEquals(corrupt.length, failed ? 1 : 0, line);
    if (failed) assertEquals(corrupt[0]!.line, 2);
    assertEquals(failed, broken.includes(line), line);
  }
});
