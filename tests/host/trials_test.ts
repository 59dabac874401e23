import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { HostBench } from "../helpers/host_bench.ts";
import { client, entity, relation } from "../helpers/scratch.ts";

const LINES = [entity("a", "one", "two"), entity("b", "three"), relation("a", "b")];

const CREATE =
  `await memory.createEntities([{ name: "new", entityType: "T", observations: ["x"] }]);
await memory.deleteEntities(["b"]);
return (await memory.readGraph()).entities.map((e) => e.name)`;

Deno.test("a dry run sees its own changes, tells them, and leaves the file as it is", async () => {
  await using bench = new HostBench(LINES);
  const was = Deno.statSync(bench.scratch.file);
  const text = bench.scratch.read();
  const { plan, ...outcome } = await bench.dry(CREATE);
  assertEquals(outcome, {
    status: "ok",
    dryRun: true,
    changes: {
      entities: { created: 1, deleted: 1 },
      observations: { added: 1, deleted: 1 },
      relations: { deleted: 1 },
      lines: ["- b (Test), 1 observation", "- a —knows→ b", "+ new (T), 1 observation"],
    },
    result: ["a", "new"],
    calls: { total: 3 },
  });
  assertMatch(plan!, /^[2-9a-z]{8}$/);
  const is = Deno.statSync(bench.scratch.file);
  assertEquals([is.mtime, is.mode, is.ino], [was.mtime, was.mode, was.ino]);
  assertEquals(bench.scratch.read(), text);
});

Deno.test("each dry run begins with the memory as it is then", async () => {
  await using bench = new HostBench(LINES);
  await bench.dry(CREATE);
  assertEquals((await bench.dry(CREATE)).result, ["a", "new"]);
  await using other = bench.scratch.gateway();
  await client(other).createEntities([{ name: "c", entityType: "T", observations: [] }]);
  assertEquals((await bench.dry(CREATE)).result, ["a", "c", "new"]);
});

Deno.test("a dry run that changes nothing has no plan, and one that calls nothing no changes", async () => {
  await using bench = new HostBench(LINES);
  const reads = await bench.dry("return (await memory.readGraph()).entities.length");
  assertEquals(reads, {
    status: "ok",
    dryRun: true,
    changes: { lines: [] },
    result: 2,
    calls: { total: 1 },
  });
  assertEquals(await bench.dry("return 1"), {
    status: "ok",
    dryRun: true,
    result: 1,
    calls: { total: 0 },
  });
});

Deno.test("a dry run that fails says nothing of writes: there were none", async () => {
  await using bench = new HostBench(LINES);
  const text = bench.scratch.read();
  const { status, dryRun, calls, error, plan } = await bench.dry(
    `${CREATE.split("\n")[0]}\nnull.x`,
  );
  assertEquals({ status, dryRun, calls, kind: error?.kind, plan }, {
    status: "error",
    dryRun: true,
    calls: { total: 1, byMethod: { "memory.createEntities": 1 } },
    kind: "runtime",
    plan: undefined,
  });
  assertEquals(bench.scratch.read(), text);
});

Deno.test("a plan writes what its dry run has shown, once", async () => {
  await using bench = new HostBench(LINES);
  const { plan, changes } = await bench.dry(CREATE);
  assertEquals(await bench.apply(plan!), {
    status: "ok",
    committed: true,
    changes: changes!,
    calls: { total: 0 },
  });
  assertEquals(bench.scratch.lines().map(({ name }) => name), ["a", "new"]);
  const again = await bench.apply(plan!);
  assertEquals([again.error?.kind, again.committed], ["conflict", false]);
  assertMatch(again.error!.message, /was written before: nothing was written now/);
});

Deno.test("a plan is not written over what has changed since, and nothing of it is", async () => {
  await using bench = new HostBench(LINES);
  const { plan } = await bench.dry(CREATE);
  await bench.host.execute(
    `await memory.addObservations([{ entityName: "a", contents: ["late"] }])`,
  );
  const text = bench.scratch.read();
  const { error, committed } = await bench.apply(plan!);
  assertEquals([error?.kind, committed], ["conflict", false]);
  assertMatch(error!.message, /has changed since/);
  assertEquals(bench.scratch.read(), text);
});

Deno.test("five plans are kept, the newest; of an unknown one the words say how to get another", async () => {
  await using bench = new HostBench(LINES);
  const plans: string[] = [];
  for (let at = 0; at < 6; at++) plans.push((await bench.dry(CREATE)).plan!);
  const { error } = await bench.apply(plans[0]!);
  assertEquals(error, {
    kind: "unavailable",
    message: `There is no plan "${plans[0]}": nothing was written`,
    hint: "The newest 5 plans are kept for 10 minutes: make the dry run again",
  });
  assertEquals((await bench.apply(plans[1]!)).status, "ok");
  const odd = await bench.apply("\x1b[31m../../" + "x".repeat(10_000));
  assert(odd.error!.message.length < 120 && !odd.error!.message.includes("\x1b"));
});

Deno.test("what an atomic program has changed is written at its end, with mode and owner of the file", async () => {
  await using bench = new HostBench(LINES);
  Deno.chmodSync(bench.scratch.file, 0o640);
  const before = bench.scratch.read();
  const { result, committed, calls } = await bench.atomic(CREATE);
  assertEquals({ result, committed, calls }, {
    result: ["a", "new"],
    committed: true,
    calls: { total: 3 },
  });
  assertEquals(bench.scratch.lines().map(({ name }) => name), ["a", "new"]);
  assertEquals(Deno.statSync(bench.scratch.file).mode! & 0o777, 0o640);
  const backup = [...Deno.readDirSync(bench.scratch.directory)].find(({ name }) =>
    name.includes("backup")
  );
  assertEquals(Deno.readTextFileSync(`${bench.scratch.directory}/${backup!.name}`), before);
});

Deno.test("an atomic program that fails has written nothing, however it fails", async () => {
  await using bench = new HostBench(LINES);
  const text = bench.scratch.read();
  const [create] = CREATE.split("\n");
  for (
    const [code, kind] of [
      [`${create}\nthrow new Error("no")`, "runtime"],
      [`${create}\nwhile (true);`, "timeout"],
      [
        `${create}\nawait memory.addObservations([{ entityName: "none", contents: ["x"] }])`,
        "tool",
      ],
      [`${create}\nawait memory.nothing()`, "syntax"],
    ]
  ) {
    const { error, committed, calls } = await bench.atomic(
      code!,
      kind === "timeout" ? 2_000 : 9_000,
    );
    assertEquals([error?.kind, committed, calls.written], [kind, false, undefined], code);
  }
  assertEquals(bench.scratch.read(), text);
});

Deno.test("the memory may be empty, and its file not be there", async () => {
  await using bench = new HostBench(LINES);
  Deno.removeSync(bench.scratch.file);
  const create = CREATE.split("\n")[0]!;
  const { changes, plan } = await bench.dry(create);
  assertEquals(changes?.lines, ["+ new (T), 1 observation"]);
  assert(!(await exists(bench.scratch.file)));
  assertEquals((await bench.apply(plan!)).committed, true);
  assertEquals(bench.scratch.lines().length, 1);
  assertEquals(Deno.statSync(bench.scratch.file).mode! & 0o777, 0o600);
  assertEquals((await bench.atomic(`await memory.deleteEntities(["new"])`)).committed, true);
});

Deno.test("a program that others get in the way of is run again, and the last time they wait", async () => {
  await using bench = new HostBench(LINES);
  await using other = bench.scratch.gateway();
  // Each try sees one write more than the one before, for the other writes while it runs.
  let writing = true;
  let writes = 0;
  const busy = (async () => {
    while (writing) {
      await client(other).addObservations([{ entityName: "a", contents: [`w${writes++}`] }]);
    }
  })();
  const { committed, error } = await bench.atomic(
    `await memory.createEntities([{ name: "new", entityType: "T", observations: [] }]);
const start = Date.now();
while (Date.now() - start < 300);`,
  );
  writing = false;
  await busy;
  assertEquals([committed, error], [true, undefined]);
  const [a] = bench.scratch.lines();
  assertEquals(a.observations.length, 2 + writes, "no write of the other is lost");
  assertGreater(writes, 3);
  assert(bench.scratch.lines().some(({ name }) => name === "new"));
});

Deno.test("a memory that cannot be read fails the call, in the words of any other program", async () => {
  await using bench = new HostBench(LINES);
  bench.scratch.write(`${JSON.stringify(entity("a"))}\nno JSON\n`);
  for (const outcome of [await bench.dry(CREATE), await bench.atomic(CREATE)]) {
    assertEquals(outcome.error?.kind, "unavailable");
    assertMatch(outcome.error!.message, /^Cannot use the memory file: line 2 cannot be read/);
    assert(!outcome.error!.message.includes(bench.scratch.directory));
  }
  assert(bench.said.some((text) => text.includes(bench.scratch.file)), "people read the path");
});

Deno.test("a memory that is too large to be copied is not", async () => {
  await using bench = new HostBench([entity("a", "x".repeat(25 * 2 ** 20))]);
  const { error } = await bench.dry("return (await memory.openNodes([])).entities.length");
  assertEquals(error?.kind, "unavailable");
  assertMatch(
    error!.message,
    /it has 25\.0 MB, and dry runs and atomic programs copy at most 24\.0 MB/,
  );
});

Deno.test("a flood of logs leaves room for the changes", async () => {
  await using bench = new HostBench([]);
  const { changes, logs } = await bench.dry(
    `const names = Array.from({ length: 40 }, (_, at) => "n" + at + "x".repeat(90));
await memory.createEntities(names.map((name) => ({ name, entityType: "T", observations: [] })));
for (let i = 0; i < 5_000; i++) console.log("y".repeat(50));`,
  );
  assertEquals([changes?.lines.length, changes?.more], [40, undefined]);
  assertGreater(logs!.length, 100);
});

Deno.test("programs on copies wait for each other, and for no others", async () => {
  await using bench = new HostBench([entity("a")]);
  const add = (text: string) =>
    bench.atomic(`await memory.addObservations([{ entityName: "a", contents: ["${text}"] }])`);
  const outcomes = await Promise.all(["1", "2", "3"].map(add));
  assertEquals(outcomes.map(({ committed }) => committed), [true, true, true]);
  assertEquals(bench.scratch.lines()[0].observations.toSorted(), ["1", "2", "3"]);
});

Deno.test("programs on copies that run at once do not see each other", async () => {
  await using bench = new HostBench([entity("a")]);
  const outcomes = await Promise.all(
    ["1", "2"].map((name) =>
      bench.dry(
        `await memory.createEntities([{ name: "${name}", entityType: "T", observations: [] }]);
await new Promise((resolve) => setTimeout(resolve, 200));
return (await memory.readGraph()).entities.map((e) => e.name)`,
      )
    ),
  );
  assertEquals(outcomes.map(({ result }) => result), [["a", "1"], ["a", "2"]]);
});

Deno.test("what is taken back while it waits for its turn does not run", async () => {
  await using bench = new HostBench(LINES);
  const first = bench.atomic(`const t = Date.now(); while (Date.now() - t < 500);`);
  const stop = new AbortController();
  const second = bench.host.execute(CREATE, { mode: "atomic", signal: stop.signal });
  stop.abort();
  const { outcome } = await second;
  assertEquals([outcome.error?.kind, outcome.committed], ["cancelled", false]);
  await first;
});

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}
