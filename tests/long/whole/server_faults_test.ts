import {
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { McpSession } from "../../../src/upstream/session.ts";
import { spawnServer } from "../../../src/servers/memory/spawn.ts";
import { codeMode } from "../../helpers/code_mode.ts";
import { delay, noMemoryServers } from "../../helpers/servers/memory_servers.ts";
import { childrenNamed, inside, processes, until } from "../../helpers/processes.ts";
import { Program } from "../../helpers/program.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

/** A program that adds `PREFIX 0`, `PREFIX 1` … one by one, each when the one before is acknowledged. */
function writer(prefix: string, count: string | number = "Infinity"): string {
  return `for (let i = 0; i < ${count}; i++) {
    await memory.addObservations([{ entityName: "a", contents: ["${prefix} " + i] }]);
  }
  return "written";`;
}

/** The numbers after `prefix` that are in the file, in its order. */
function written(scratch: Scratch, prefix: string): number[] {
  const observations: string[] = scratch.lines().find(({ name }) => name === "a").observations;
  return observations.filter((text) => text.startsWith(`${prefix} `))
    .map((text) => Number(text.slice(prefix.length + 1)));
}

function assertNoGap(numbers: number[]): void {
  assertEquals(numbers, numbers.map((_, index) => index));
}

/** The command lines of what is behind a server: programs from source, roles of a binary. */
const SANDBOX = /sandbox/;
const MEMORY_SERVER = /servers.memory|server-memory/;

/** A server that we have killed a spare of uses the next one when it has heard of the end. */
const HEARD_MS = 100;

function serve(scratch: Scratch): Promise<ServerProcess> {
  return ServerProcess.start(["--memory-file", scratch.file]);
}

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch (error) {
      // It came to its end by itself.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

Deno.test("a sandbox killed from outside costs its submission alone, which says what was written", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await serve(scratch);
  for (let round = 0; round < 5; round++) {
    const running = server.execute(writer(`${round}`));
    await until(() => written(scratch, `${round}`).length > 3 * round, 20_000, "it writes");
    // The spare too: that nobody waits for it must not matter.
    kill(childrenNamed(server.child.pid, SANDBOX));
    const { error, calls } = (await running).structuredContent;
    assertEquals(error.kind, "crash");
    assertStringIncludes(error.message, "SIGKILL");
    const numbers = written(scratch, `${round}`);
    assertNoGap(numbers);
    assertEquals(numbers.length, calls.written, JSON.stringify(calls));
    assertEquals(error.hint, "Look at what was called before trying again");
    await delay(HEARD_MS);
    assertEquals((await server.execute("return 1")).structuredContent.result, 1);
  }
});

Deno.test("a sandbox killed before a call was made says that nothing was written, and to try again", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await serve(scratch);
  const running = server.execute("for (;;);");
  const busy = () => {
    const sandboxes = childrenNamed(server.child.pid, SANDBOX).map(inside);
    return processes().some(({ pid, ticks }) => sandboxes.includes(pid) && ticks > 50);
  };
  await until(busy, 20_000, "the loop runs");
  kill(childrenNamed(server.child.pid, SANDBOX));
  const { content: [{ text }] } = await running;
  assertStringIncludes(text, "Hint: Try again");
  assertStringIncludes(text, "nothing was written");
});

Deno.test("a memory server killed under a program is told as unknown, and replaced", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await serve(scratch);
  let hit = 0;
  for (let round = 0; round < 6; round++) {
    const running = server.execute(writer(`${round}`));
    await until(() => written(scratch, `${round}`).length > round, 20_000, "it writes");
    kill(childrenNamed(server.child.pid, MEMORY_SERVER));
    // Killed between two writes nobody notices; then the program goes on until it is stopped.
    const stop = setTimeout(() => kill(childrenNamed(server.child.pid, SANDBOX)), 200);
    const { error, calls } = (await running).structuredContent;
    clearTimeout(stop);
    if (error.kind !== "crash") {
      hit++;
      assertEquals([error.kind, calls.unknown], ["tool", 1], JSON.stringify(error));
      assertStringIncludes(error.message, "read the data back before you repeat the call");
    }
    const numbers = written(scratch, `${round}`);
    assertNoGap(numbers);
    const { written: acknowledged, unknown = 0 } = calls;
    assertGreaterOrEqual(numbers.length, acknowledged);
    assertLessOrEqual(numbers.length, acknowledged + unknown);
    await delay(HEARD_MS);
    await delay(HEARD_MS);
    const next = await server.execute(writer(`${round} next`, 1));
    assertEquals(next.structuredContent.result, "written", JSON.stringify(next));
  }
  assertGreater(hit, 0, "no write was hit");
});

Deno.test("a server that is killed has lost nothing, and the next one works at once", async () => {
  using scratch = new Scratch([
    entity("a"),
    // A file that takes a few milliseconds to write.
    ...Array.from({ length: 1_000 }, (_, index) => entity(`other ${index}`, "x")),
  ]);
  const acknowledged: string[] = [];
  for (let round = 0; round < 5; round++) {
    const server = await serve(scratch);
    await using _server = server;
    for (let index = 0; index < 2; index++) {
      const prefix = `${round}.${index} answered`;
      const { structuredContent } = await server.execute(writer(prefix, 3));
      assertEquals(structuredContent.result, "written", JSON.stringify(structuredContent));
      acknowledged.push(prefix);
    }
    // Never answered: nobody is left to do so.
    server.execute(writer(`${round} cut`));
    server.execute(
      `await Promise.all(Array.from({ length: 50 }, (_, i) =>
        memory.addObservations([{ entityName: "a", contents: ["${round} at once " + i] }])))`,
    );
    await until(() => written(scratch, `${round} cut`).length > round, 20_000, "it writes");
    await delay(round * 3);
    server.child.kill("SIGKILL");
    await server.child.status;
    assertNoGap(written(scratch, `${round} cut`));
    for (const prefix of acknowledged) assertEquals(written(scratch, prefix), [0, 1, 2], prefix);
    assertEquals(scratch.lines().length, 1_001);
  }
  await noMemoryServers(scratch.directory, 3_000);
});

Deno.test("a server that is killed while it writes doesn't keep the other one waiting", async () => {
  using scratch = new Scratch([entity("a")]);
  await using other = await serve(scratch);
  for (let round = 0; round < 3; round++) {
    await using server = await serve(scratch);
    server.execute(writer(`${round} killed`));
    await until(() => written(scratch, `${round} killed`).length > 5, 20_000, "it writes");
    const running = other.execute(writer(`${round} other`, 40));
    await until(() => written(scratch, `${round} other`).length > 0, 20_000, "both write");
    server.child.kill("SIGKILL");
    const { structuredContent } = await running;
    assertEquals(structuredContent.result, "written", JSON.stringify(structuredContent));
    assertEquals(written(scratch, `${round} other`).length, 40);
    assertNoGap(written(scratch, `${round} killed`));
  }
});

Deno.test("a file deleted under a server is an empty memory, told and written anew", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await serve(scratch);
  await server.execute(writer("before", 1));
  Deno.removeSync(scratch.file);
  const { structuredContent: { error } } = await server.execute(writer("after", 1));
  assertEquals([error.kind, error.message], ["tool", "Entity with name a not found"]);
  const create =
    `return memory.createEntities([{ name: "b", entityType: "Test", observations: [] }])`;
  assertEquals((await server.execute(create)).isError, false);
  assertEquals(scratch.lines(), [entity("b")]);
});

Deno.test("a file corrupted under a server is told, left alone, and used again when the doctor has repaired it", async () => {
  using scratch = new Scratch([entity("a")]);
  await using server = await serve(scratch);
  await server.execute(writer("before", 2));
  const corrupt = `${scratch.read()}\n{"type":"entity","na`;
  scratch.write(corrupt);
  for (const code of [writer("after", 1), "return memory.readGraph()"]) {
    const { structuredContent: { error } } = await server.execute(code);
    assertEquals(error.kind, "unavailable");
    assertStringIncludes(error.message, "line 2 cannot be read");
    assertEquals(error.message.includes(scratch.directory), false);
    assertStringIncludes(error.hint, `doctor --repair --memory-file "${scratch.file}"`);
    assertEquals(scratch.read(), corrupt);
  }
  const { code } = await codeMode(["doctor", "--repair", "--memory-file", scratch.file], {
    stdout: "null",
  }).output();
  assertEquals(code, 0);
  assertEquals((await server.execute(writer("after", 2))).structuredContent.result, "written");
  assertEquals([written(scratch, "before"), written(scratch, "after")], [[0, 1], [0, 1]]);
});

Deno.test("a lock that is taken is told to people with the process, to programs without", async () => {
  using scratch = new Scratch([entity("a")]);
  await using holder = new Program(
    new URL("../../helpers/programs/lock_holder.ts", import.meta.url),
    scratch.file,
  );
  assertEquals(await holder.line(), "held");
  await using server = await ServerProcess.start([
    "--memory-file",
    scratch.file,
    "--lock-ms",
    "200",
  ]);
  for (let count = 0; count < 2; count++) {
    const answer = await server.execute(writer("x", 1));
    assertEquals(
      answer.structuredContent.error.message,
      "Cannot use the memory file: another program is writing into it: wait and try again",
    );
    const text = JSON.stringify(answer);
    assertEquals([text.includes(`${holder.child.pid}`), text.includes(scratch.file)], [
      false,
      false,
    ]);
  }
  const told = server.stderr.match(
    /code-mode: Cannot use the memory file "(.*)": .*: process (\d+) has had/g,
  );
  assertEquals(told?.length, 1, server.stderr);
  assertStringIncludes(told![0]!, `process ${holder.child.pid} has had`);
});

/** A server-memory that somebody else has started: it knows of no lock. */
async function foreignServer(scratch: Scratch): Promise<McpSession> {
  const limits = { startMs: 20_000, callMs: 20_000, answerBytes: 2 ** 24 };
  const session = new McpSession(() => spawnServer(scratch.file, undefined), limits);
  await session.opened;
  return session;
}

Deno.test("two servers and a foreign one that write in turns keep all writes", async () => {
  using scratch = new Scratch([entity("a")]);
  await using one = await serve(scratch);
  await using two = await serve(scratch);
  const foreign = await foreignServer(scratch);
  for (let round = 0; round < 8; round++) {
    for (const [name, server] of Object.entries({ one, two })) {
      const { structuredContent } = await server.execute(writer(`${name} ${round}`, 2));
      assertEquals(structuredContent.result, "written");
    }
    const contents = [`foreign ${round}`];
    await foreign.call("add_observations", { observations: [{ entityName: "a", contents }] });
  }
  await foreign.close();
  assertEquals(scratch.lines()[0].observations.length, 8 * 5);
});

Deno.test("a foreign server that writes at the same time may undo writes, but never tears the file", async () => {
  using scratch = new Scratch([
    entity("a"),
    ...Array.from({ length: 500 }, (_, index) => entity(`other ${index}`, "x")),
  ]);
  await using one = await serve(scratch);
  await using two = await serve(scratch);
  const foreign = await foreignServer(scratch);
  let writing = true;
  const storm = (async () => {
    for (let index = 0; writing; index++) {
      const contents = [`foreign ${index}`];
      await foreign.call("add_observations", { observations: [{ entityName: "a", contents }] });
    }
  })();
  let looks = 0;
  const look = (async () => {
    for (; writing; looks++) {
      assertEquals(scratch.lines().length, 501);
      await delay(1);
    }
  })();
  const results = await Promise.all(
    [one, two].map((server, index) => server.execute(writer(`ours ${index}`, 60))),
  );
  writing = false;
  await Promise.all([storm, look]);
  await foreign.close();
  assertEquals(results.map(({ isError }) => isError), [false, false]);
  assertGreater(looks, 20, `${looks} looks`);
  const after = await Promise.all(
    [one, two].map((server, index) => server.execute(writer(`after ${index}`, 20))),
  );
  assertEquals(after.map(({ isError }) => isError), [false, false]);
  for (const index of [0, 1]) assertEquals(written(scratch, `after ${index}`).length, 20);
});
