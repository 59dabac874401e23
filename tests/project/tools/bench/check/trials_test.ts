import { assertEquals, assertStringIncludes } from "@std/assert";
import { figuresOf, report } from "../../../../../src/tools/bench/check/figures.ts";
import { Judge } from "../../../../../src/tools/bench/check/judge.ts";
import type { JudgedMutant, Trial } from "../../../../../src/tools/bench/check/trials.ts";
import { tryAll } from "../../../../../src/tools/bench/check/trials.ts";
import { harmOf, type Trace, World } from "../../../../../src/tools/bench/check/world.ts";

const LINE = JSON.stringify({ type: "entity", name: "a", entityType: "b", observations: ["c"] });
const TIMEOUT_MS = 30_000; // of another machine than the one that is measured

Deno.test("tryAll runs programs on the same memory each, and has their mistakes judged", async () => {
  await using world = new World(LINE, TIMEOUT_MS);
  const goods = [
    {
      name: "write",
      code: "await memory.addObservations([{ entityName: 'a', contents: ['d'] }]);",
    },
    { name: "random", code: "await memory.readGraph(); return Math.random()" },
    { name: "idle", code: "return 1" },
    { name: "fails", code: "await memory.deleteObservations([])\nthrow new Error('x')" },
  ];
  const judge = await Judge.start();
  const trials = await tryAll(goods, { seed: 1, most: 5, worlds: [world], judge });
  assertEquals(trials.map(({ leftOut }) => leftOut), [
    ...[undefined, "it ends otherwise each time", "it calls nothing", "it fails"],
  ]);
  assertEquals(trials.map(({ judgement: { state } }) => state), [
    ...["passed", "passed", "unchecked", "passed"],
  ]);
  const { mutants, refused } = trials[0]!;
  assertEquals(refused.map(({ kind }) => kind), ["method misspelt"]);
  assertEquals(mutants.filter(({ kind }) => kind === "method misspelt"), []);
  for (const kind of ["key renamed", "array unwrapped"]) {
    const { harm, judgement } = mutants.find((one) => one.kind === kind)!;
    assertEquals([harm, judgement.state], ["error", "found"], kind);
  }
});

Deno.test("World runs each program on the same memory, and waits for what one leaves open", async () => {
  await using world = new World(LINE, TIMEOUT_MS);
  const waits = await world.run("await memory.deleteEntities(['a'])");
  assertEquals([waits.memory, waits.calls, waits.refused], ["", 1, false]);
  const reads = "return (await memory.readGraph()).entities.length";
  assertEquals((await world.run(reads)).result, "1", "the memory is fresh");
  assertEquals((await world.run("memory.deleteEntities(['a']);\nreturn 1")).memory, "");
  assertEquals((await world.run("return (")).refused, true);
});

const RIGHT: Trace = { refused: false, calls: 1, result: "1", logs: "", memory: "a" };

Deno.test("harm is an error, or another result, log or memory", () => {
  assertEquals(harmOf({ ...RIGHT, calls: 2 }, RIGHT), undefined);
  assertEquals(harmOf({ ...RIGHT, error: "x", memory: "b" }, RIGHT), "error");
  assertEquals(harmOf({ ...RIGHT, memory: "b", result: "2" }, RIGHT), "memory");
  assertEquals(harmOf({ ...RIGHT, result: "2" }, RIGHT), "result");
  assertEquals(harmOf({ ...RIGHT, logs: "x" }, RIGHT), "logs");
});

Deno.test("the figures count what does harm and what is found of it", () => {
  const judgement = { state: "passed", findings: [], ms: 2 } as const;
  const mutant: JudgedMutant = { kind: "await dropped", code: "", judgement };
  const found = { ...judgement, state: "found" } as const;
  const trial: Trial = {
    name: "one",
    code: "",
    judgement,
    refused: [{ kind: "method misspelt", code: "" }],
    mutants: [
      mutant,
      { ...mutant, judgement: found },
      { ...mutant, harm: "result", judgement: { ...judgement, state: "unchecked" } },
      ...Array<JudgedMutant>(5).fill({ ...mutant, harm: "error", judgement: found }),
    ],
  };
  const figures = figuresOf([trial, { ...trial, judgement: found, mutants: [], refused: [] }]);
  assertEquals(figures.kinds[0], {
    kind: "await dropped",
    mutants: 8,
    harmful: 6,
    found: 5,
    unchecked: 1,
    harmlessFound: 1,
    refused: 0,
  });
  assertEquals(figures.kinds.at(-1)!.refused, 1);
  assertEquals([figures.silent, figures.good.refused, figures.holds], [
    ...[{ harmful: 1, found: 0 }, 1, false],
  ]);
  assertStringIncludes(report(figures), "at least 85 % are found: NO");
});
