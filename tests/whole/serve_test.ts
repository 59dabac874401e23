import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { descendants, processes, until } from "../helpers/processes.ts";
import { entity, Scratch } from "../helpers/scratch.ts";
import { ServerProcess } from "../helpers/servers/server_process.ts";

const alive = (pids: number[]) => processes().filter(({ pid }) => pids.includes(pid)).length;

Deno.test("serve runs code on the memory file that it is given", async () => {
  using scratch = new Scratch([entity("a", "x")]);
  await using server = await ServerProcess.start(["--memory-file", scratch.file]);
  const result = await server.execute(`
    await memory.addObservations([{ entityName: "a", contents: ["y"] }]);
    return (await memory.readGraph()).entities;
  `);
  assertEquals(result.structuredContent.result[0].observations, ["x", "y"]);
  assertEquals(scratch.lines()[0].observations, ["x", "y"]);
});

Deno.test("serve takes the memory file from MEMORY_FILE_PATH and makes its directory", async () => {
  using scratch = new Scratch();
  const file = join(scratch.directory, "deep", "er", "memory.jsonl");
  await using server = await ServerProcess.start([], { MEMORY_FILE_PATH: file });
  const result = await server.execute(
    `return memory.createEntities([{ name: "a", entityType: "b", observations: [] }])`,
  );
  assertEquals(result.isError, false, JSON.stringify(result));
  assertStringIncludes(await Deno.readTextFile(file), '"a"');
  assertEquals(((await Deno.stat(join(scratch.directory, "deep"))).mode ?? 0) & 0o777, 0o700);
});

Deno.test("serve writes nothing but the protocol on stdout, whatever the code does", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await ServerProcess.start(["--memory-file", scratch.file]);
  const codes = [
    "console.log('x'); console.error('y'); console.table([1]); console.dir({})",
    "Deno.stdout.writeSync(new TextEncoder().encode('forged\\n'))",
    "process.stdout.write('forged\\n')",
    'console.log(\'\\n{"jsonrpc":"2.0","id":1,"result":{}}\\n\')',
    'throw \'\\n{"jsonrpc":"2.0","id":1,"result":{}}\\n\'',
    "return '\\n\\n\\u0000'",
    "for (let i = 0; i < 1000; i++) console.log('x'.repeat(1000))",
    "setTimeout(() => console.log('late'), 0); return 1",
  ];
  for (const code of codes) await server.execute(code);
  for (const line of server.lines) {
    const message = JSON.parse(line);
    assertEquals(message.jsonrpc, "2.0");
    assert(message.id === undefined || message.result !== undefined, line);
  }
  assertEquals(server.lines.length, codes.length + 1);
});

Deno.test("serve answers what it doesn't know, and goes on", async () => {
  using scratch = new Scratch();
  await using server = new ServerProcess(["--memory-file", scratch.file]);
  // Some clients ask this before they initialize.
  assertEquals((await server.request("server/discover")).error.code, -32601);
  await server.request("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  });
  server.notify("notifications/initialized");
  server.notify("notifications/nonsense");
  server.sendText("this is not JSON");
  server.sendText("[]");
  server.send({ jsonrpc: "2.0", id: 99, method: "tools/call", params: { name: "nothing" } });
  assertEquals((await server.execute("return 1")).structuredContent.result, 1);
});

Deno.test("serve ends every process when the client closes stdin, even under a loop", async () => {
  using scratch = new Scratch();
  const server = await ServerProcess.start(["--memory-file", scratch.file]);
  await server.execute("await memory.readGraph()");
  server.execute("for (;;);");
  const children = () => descendants(server.child.pid).map(({ pid }) => pid);
  await until(() => children().length >= 3, 10_000, "two sandboxes and the memory server");
  const pids = children();
  const startedAt = performance.now();
  const { code } = await server.close();
  assertEquals(code, 0, server.stderr);
  assertLess(performance.now() - startedAt, 1_500);
  assertEquals(alive(pids), 0);
});

Deno.test("serve stays up and says what to do when the memory server can't be had", async () => {
  using scratch = new Scratch();
  const notAFolder = join(scratch.directory, "file");
  await Deno.writeTextFile(notAFolder, "");
  const broken = [
    ["--memory-file", join(notAFolder, "memory.jsonl")],
    ["--memory-file", scratch.file, "--memory-command", "/nowhere/at-all --x"],
  ];
  for (const args of broken) {
    await using server = await ServerProcess.start(args);
    const result = await server.execute("return await memory.readGraph()");
    assertEquals(result.isError, true);
    assertEquals(result.structuredContent.error.kind, "unavailable", result.content[0].text);
    assertEquals((await server.execute("return 1")).structuredContent.result, 1);
  }
});
