import { assertEquals, assertGreater, assertGreaterOrEqual, assertLess } from "@std/assert";
import { descendants, processes, until } from "../../helpers/processes.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

const alive = (pids: number[]) => processes().filter(({ pid }) => pids.includes(pid)).length;

Deno.test("serve leaves no process when it is killed under a loop and under a flood", async () => {
  const floods = {
    loop: "for (;;);",
    messages: "for (;;) console.log('x'.repeat(10_000));",
    microtasks: "const f = () => Promise.resolve().then(f); await f();",
  };
  for (const [what, code] of Object.entries(floods)) {
    using scratch = new Scratch();
    await using server = await ServerProcess.start(["--memory-file", scratch.file]);
    await server.execute("await memory.readGraph()");
    server.execute(code);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const pids = descendants(server.child.pid).map(({ pid }) => pid);
    assertGreaterOrEqual(pids.length, 2);
    server.child.kill("SIGKILL");
    await until(() => alive(pids) === 0, 2_000, `no process is left after ${what}`);
  }
});

Deno.test("serve ends within a second, however it is told to, with what is in flight written", async () => {
  const ways: Record<string, (server: ServerProcess) => void> = {
    SIGTERM: ({ child }) => child.kill("SIGTERM"),
    SIGINT: ({ child }) => child.kill("SIGINT"),
    "the end of stdin": (server) => server.close(),
  };
  for (const [way, tell] of Object.entries(ways)) {
    using scratch = new Scratch([entity("a")]);
    const server = await ServerProcess.start(["--memory-file", scratch.file]);
    server.execute(
      `for (let i = 0; ; i++) await memory.addObservations([{ entityName: "a", contents: ["" + i] }])`,
    );
    await until(() => scratch.lines()[0].observations.length > 3, 10_000, "it writes");
    const pids = descendants(server.child.pid).map(({ pid }) => pid);
    const told = performance.now();
    tell(server);
    assertEquals((await server.child.status).code, 0, way);
    // It takes 0.3 s, and the tests may not have the machine for themselves.
    assertLess(performance.now() - told, 1_000, way);
    await server.close();
    assertEquals(alive(pids), 0, way);
    assertGreater(scratch.lines()[0].observations.length, 3, way);
    const drafts = [...Deno.readDirSync(scratch.directory)].filter(({ name }) => /tmp/.test(name));
    assertEquals(drafts, [], way);
  }
});

Deno.test("two servers on one file keep each other's writes", async () => {
  using scratch = new Scratch([entity("a")]);
  const args = ["--memory-file", scratch.file];
  await using one = await ServerProcess.start(args);
  await using two = await ServerProcess.start(args);
  const code = (who: string) =>
    `await Promise.all(Array.from({ length: 50 }, (_, i) =>
      memory.addObservations([{ entityName: "a", contents: ["${who} " + i] }])));
    for (let i = 50; i < 75; i++) {
      await memory.addObservations([{ entityName: "a", contents: ["${who} " + i] }]);
    }`;
  const results = await Promise.all([one.execute(code("one")), two.execute(code("two"))]);
  assertEquals(results.map(({ isError }) => isError), [false, false], JSON.stringify(results));
  assertEquals(scratch.lines()[0].observations.length, 150);
});
