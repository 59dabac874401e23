import {
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fileURLToPath } from "node:url";
import type { MemoryGateway } from "../../../../src/servers/memory/gateway.ts";
import { UpstreamError } from "../../../../src/api/upstream_error.ts";
import { delay, memoryServers, noMemoryServers } from "../../../helpers/servers/memory_servers.ts";
import { Program } from "../../../helpers/program.ts";
import { client, entity, Scratch } from "../../../helpers/scratch.ts";

const secondWriter = new URL("../../../helpers/programs/second_writer.ts", import.meta.url);

function add(gateway: MemoryGateway, content: string) {
  return client(gateway).addObservations([{ entityName: "a", contents: [content] }]);
}

async function fails(call: Promise<unknown>, outcome: string, words: string): Promise<void> {
  const error = await assertRejects(() => call, UpstreamError);
  assertStringIncludes(error.message, words);
  assertEquals(error.message.includes("/"), false, `no path for programs: ${error.message}`);
  assertEquals(error.outcome, outcome, error.message);
}

/** The pinned server behind a shell, for what only a shell can do to it. */
function shell(scratch: Scratch, script: string): string[] {
  return [
    ...["sh", "-c", `${script}\nexec "$0" "$@"`, Deno.execPath()],
    ...["run", "--quiet", "--no-prompt", "--no-check", "--allow-env=MEMORY_FILE_PATH"],
    ...[`--allow-read=${scratch.directory}`, `--allow-write=${scratch.directory}`],
    fileURLToPath(new URL("../../../../src/servers/memory/main.ts", import.meta.url)),
  ];
}

Deno.test("No acknowledged write is lost when the server is killed in the middle of 50 writes", async () => {
  // A file that takes a few milliseconds to write.
  const others = Array.from({ length: 2_000 }, (_, index) => entity(`other ${index}`, "x"));
  using scratch = new Scratch([entity("a"), ...others]);
  await using gateway = scratch.gateway();
  const acknowledged: string[] = [];
  const unknown: string[] = [];
  for (let round = 0; round < 50; round++) {
    await client(gateway).openNodes(["a"]);
    const [pid] = await memoryServers(scratch.directory);
    const writes = [0, 1, 2].map((index) => `${round}.${index}`).map(async (content, index) => {
      // Apart, so that they are not carried out together.
      await delay(index * 4);
      await add(gateway, content).then(
        () => acknowledged.push(content),
        (error: UpstreamError) => {
          assertEquals(error.outcome, "unknown", error.message);
          unknown.push(content);
        },
      );
    });
    await delay(round % 13);
    Deno.kill(pid!, "SIGKILL");
    await Promise.all(writes);
    const written: string[] = scratch.lines().find(({ name }) => name === "a").observations;
    assertEquals(acknowledged.filter((content) => !written.includes(content)), []);
    const strange = written.filter((c) => !acknowledged.includes(c) && !unknown.includes(c));
    assertEquals(strange, []);
  }
  assertEquals(scratch.lines().length, 2_001);
  assertEquals(acknowledged.length + unknown.length, 150);
  assertGreater(unknown.length, 0, "no write was hit");
});

Deno.test("A server that hangs makes a write unknown, and is replaced", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway({ limits: { callMs: 400 } });
  await client(gateway).readGraph();
  const [pid] = await memoryServers(scratch.directory);
  Deno.kill(pid!, "SIGSTOP");
  await fails(add(gateway, "1"), "unknown", "it did not answer within 0.4 s: read the data back");
  await add(gateway, "2");
  assertEquals((await memoryServers(scratch.directory)).includes(pid!), false);
  assertEquals(scratch.lines(), [entity("a", "2")]);
});

Deno.test("A read is sent once more when its server hangs or is killed", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway({ limits: { callMs: 400 } });
  const memory = client(gateway);
  await memory.readGraph();
  for (const end of ["hang", "kill"]) {
    const [pid] = await memoryServers(scratch.directory);
    Deno.kill(pid!, "SIGSTOP");
    const reads = [memory.readGraph(), memory.openNodes(["a"]), memory.openNodes(["b"])];
    await delay(50);
    if (end === "kill") Deno.kill(pid!, "SIGKILL");
    const counts = (await Promise.all(reads)).map(({ entities }) => entities.length);
    assertEquals(counts, [1, 1, 0], end);
    assertEquals((await memoryServers(scratch.directory)).length, 1, "one replaces it, not three");
  }
});

/** Notes each start in `log`, answers the handshake by hand and ends at the first call. */
function dyingServer(log: string): string[] {
  const answer = `{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18",` +
    `"capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}}`;
  return [
    "sh",
    "-c",
    `echo start >> "${log}"; read -r a; echo '${answer}'; read -r b; read -r c; exit 7`,
  ];
}

Deno.test("A server that dies whenever it is called is not started in a tight loop", async () => {
  using scratch = new Scratch();
  const log = `${scratch.directory}/starts`;
  await using gateway = scratch.gateway({ command: dyingServer(log) });
  const start = performance.now();
  while (performance.now() - start < 1_000) {
    await fails(client(gateway).readGraph(), "unavailable", "it ended with exit code 7");
  }
  const starts = Deno.readTextFileSync(log).trim().split("\n").length;
  assertGreaterOrEqual(starts, 2, `${starts} starts`);
  assertLessOrEqual(starts, 6, `${starts} starts`);
});

Deno.test("A server that can't start fails at once for those who wait behind the first", async () => {
  using scratch = new Scratch();
  const log = `${scratch.directory}/starts`;
  const command = ["sh", "-c", `echo start >> "${log}"; sleep 0.2; exit 3`];
  await using gateway = scratch.gateway({ command });
  const start = performance.now();
  await Promise.all(
    Array.from(
      { length: 50 },
      () => fails(client(gateway).readGraph(), "unavailable", "it ended with exit code 3"),
    ),
  );
  assertLess(performance.now() - start, 1_500);
  assertEquals(Deno.readTextFileSync(log), "start\n");
});

Deno.test("A write that doesn't fit the disk fails, loses nothing, and the next one works", async () => {
  using scratch = new Scratch([entity("a")]);
  // 8 blocks of 512 or 1024 bytes; ignoring the signal makes it an error as on a full disk.
  const command = shell(scratch, "trap '' XFSZ; ulimit -f 8");
  await using gateway = scratch.gateway({ command });
  await fails(add(gateway, "x".repeat(20_000)), "failed", "nothing of the call was written");
  assertEquals(scratch.lines(), [entity("a")]);
  await add(gateway, "small");
  assertEquals(scratch.lines(), [entity("a", "small")]);
});

Deno.test("A directory that is taken away is told, and used again when it is back", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway({ limits: { burstMs: 10 } });
  await add(gateway, "1");
  await delay(30);
  const away = `${scratch.directory}.away`;
  Deno.renameSync(scratch.directory, away);
  Deno.writeTextFileSync(scratch.directory, "a file in its place");
  try {
    await fails(add(gateway, "2"), "unavailable", "its lock file cannot be used: Not a directory");
  } finally {
    Deno.removeSync(scratch.directory);
    Deno.renameSync(away, scratch.directory);
  }
  await add(gateway, "3");
  assertEquals(scratch.lines(), [entity("a", "1", "3")]);
});

Deno.test("A file that is deleted is an empty graph from then on", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  await add(gateway, "1");
  Deno.removeSync(scratch.file);
  assertEquals(await client(gateway).readGraph(), { entities: [], relations: [] });
  await fails(add(gateway, "2"), "failed", "Entity with name a not found");
  await client(gateway).createEntities([{ name: "b", entityType: "Test", observations: [] }]);
  assertEquals(scratch.lines(), [entity("b")]);
});

Deno.test("A file that is corrupted is told by its line, left alone, and used again when repaired", async () => {
  for (const running of [true, false]) {
    using scratch = new Scratch([entity("a")]);
    await using gateway = scratch.gateway();
    if (running) await client(gateway).readGraph();
    const corrupt = `${JSON.stringify(entity("a"))}\n{"type":"ent`;
    scratch.write(corrupt);
    await fails(client(gateway).readGraph(), "unavailable", "line 2 cannot be read");
    await fails(add(gateway, "1"), "unavailable", "line 2 cannot be read");
    assertEquals(scratch.read(), corrupt);
    scratch.write(JSON.stringify(entity("a")));
    await add(gateway, "2");
    assertEquals(scratch.lines(), [entity("a", "2")]);
  }
});

Deno.test("Writes of a foreign server-memory are kept when they don't happen at the same moment", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway();
  using elsewhere = new Scratch();
  // Its lock lies elsewhere: to us it is a server that knows of no lock.
  Deno.symlinkSync(scratch.directory, `${elsewhere.directory}/link`);
  await using foreign = elsewhere.gateway({
    command: shell(scratch, `MEMORY_FILE_PATH=${scratch.file}`),
  });
  for (let index = 0; index < 20; index++) await add(index % 2 ? gateway : foreign, `${index}`);
  assertEquals(scratch.lines()[0].observations.length, 20);
});

Deno.test("A server of ours that is killed takes its memory server with it and loses nothing", async () => {
  using scratch = new Scratch([entity("a")]);
  const acknowledged: string[] = [];
  for (let round = 0; round < 4; round++) {
    await using program = new Program(
      secondWriter,
      scratch.file,
      `round ${round}`,
      "200",
      "one by one",
    );
    assertEquals(await program.line(), "ready");
    for (let index = 0; index < 5 + round; index++) acknowledged.push(await program.line());
    await program.kill();
    // Nobody closes its pipes but the operating system.
    await noMemoryServers(scratch.directory, 2_000);
    const written: string[] = scratch.lines()[0].observations;
    assertEquals(acknowledged.filter((content) => !written.includes(content)), []);
  }
  await using gateway = scratch.gateway();
  await add(gateway, "after");
});

Deno.test("An answer that is too long is told with the size of the graph, and the next call works", async () => {
  const many = Array.from({ length: 300 }, (_, index) => entity(`e${index}`, "x".repeat(100)));
  using scratch = new Scratch(many);
  await using gateway = scratch.gateway({ limits: { answerBytes: 50_000 } });
  const memory = client(gateway);
  await fails(memory.readGraph(), "failed", "the graph has 300 entities and 0 relations");
  assertEquals((await memory.openNodes(["e7"])).entities.length, 1);
  // Together they would be too long as well; each alone isn't.
  const answers = await Promise.all(many.map(({ name }) => memory.openNodes([name])));
  assertEquals(answers.map(({ entities }) => entities[0].name), many.map(({ name }) => name));
});

Deno.test("A call that is longer than the server takes fails at once, and the next call works", async () => {
  using scratch = new Scratch([entity("a")]);
  await using gateway = scratch.gateway({ limits: { callMs: 2_000 } });
  await fails(add(gateway, "x".repeat(11 * 2 ** 20)), "failed", "split it into several calls");
  await add(gateway, "short");
  assertEquals(scratch.lines(), [entity("a", "short")]);
});

Deno.test("close() lets a write that is in flight come to its end, and no process stays", async () => {
  using scratch = new Scratch([entity("a")]);
  const gateway = scratch.gateway();
  await client(gateway).readGraph();
  const [pid] = await memoryServers(scratch.directory);
  // A slow write: it takes longer than a process is given to end by itself.
  Deno.kill(pid!, "SIGSTOP");
  const write = add(gateway, "in flight");
  await delay(20);
  setTimeout(() => Deno.kill(pid!, "SIGCONT"), 400);
  const start = performance.now();
  await gateway.close();
  await write;
  assertLess(performance.now() - start, 1_900);
  assertEquals(scratch.lines(), [entity("a", "in flight")]);
  await fails(client(gateway).readGraph(), "unavailable", "shutting down");
  assertEquals(await memoryServers(scratch.directory), []);
});

Deno.test("close() kills a server that hangs, and tells what became of its calls", async () => {
  using scratch = new Scratch([entity("a")]);
  const gateway = scratch.gateway({ limits: { closeMs: 200 } });
  await client(gateway).readGraph();
  const [pid] = await memoryServers(scratch.directory);
  Deno.kill(pid!, "SIGSTOP");
  const write = fails(add(gateway, "1"), "unknown", "read the data back");
  await delay(20);
  const waiting = fails(client(gateway).readGraph(), "unavailable", "shutting down");
  const start = performance.now();
  await gateway.close();
  assertLess(performance.now() - start, 1_500);
  await Promise.all([write, waiting]);
  assertEquals(await memoryServers(scratch.directory), []);
});

Deno.test("close() ends a server that is still starting", async () => {
  using scratch = new Scratch();
  const gateway = scratch.gateway();
  gateway.start();
  await delay(10);
  const call = fails(client(gateway).readGraph(), "unavailable", "shutting down");
  await gateway.close();
  await call;
  assertEquals(await memoryServers(scratch.directory), []);
});

Deno.test("close() starts nothing any more", async () => {
  using scratch = new Scratch();
  const log = `${scratch.directory}/starts`;
  const gateway = scratch.gateway({ command: dyingServer(log) });
  const read = fails(client(gateway).readGraph(), "unavailable", "");
  // It has died once, and is about to be started again after a pause.
  await delay(120);
  await gateway.close();
  await read;
  await delay(400);
  assertEquals(Deno.readTextFileSync(log), "start\n");
});

Deno.test("A directory with commas and spaces in its name works", async () => {
  using scratch = new Scratch();
  const memoryFile = `${scratch.directory}/a, b,c/memory.jsonl`;
  await using gateway = scratch.gateway({ memoryFile });
  await client(gateway).createEntities([{ name: "a", entityType: "Test", observations: [] }]);
  assertEquals(JSON.parse(Deno.readTextFileSync(memoryFile)), entity("a"));
});

Deno.test("No secret of our environment reaches a memory server, and stdout noise doesn't hurt", async () => {
  using scratch = new Scratch([entity("a")]);
  Deno.env.set("CODE_MODE_TEST_API_KEY", "hush");
  try {
    const dump = `${scratch.directory}/environment`;
    const command = shell(scratch, `echo "Welcome!"; env > "${dump}"`);
    for (const options of [{ command }, {}]) {
      await using gateway = scratch.gateway(options);
      assertEquals((await client(gateway).readGraph()).entities.length, 1);
      const [pid] = await memoryServers(scratch.directory);
      const args = ["eww", "-o", "command=", "-p", String(pid)];
      const { stdout } = await new Deno.Command("ps", { args }).output();
      const shown = new TextDecoder().decode(stdout);
      assertStringIncludes(shown, `MEMORY_FILE_PATH=${scratch.file}`);
      assertEquals(shown.includes("hush"), false);
    }
    assertEquals(Deno.readTextFileSync(dump).includes("hush"), false);
  } finally {
    Deno.env.delete("CODE_MODE_TEST_API_KEY");
  }
});
