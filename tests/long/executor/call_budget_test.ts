import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { apiOf, type Method } from "../../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../../src/config.ts";
import { CallBudget, weightOf } from "../../../src/executor/call_budget.ts";
import { Executor } from "../../../src/executor/executor.ts";
import { Workbench } from "../../helpers/execute.ts";
import { entity } from "../../helpers/scratch.ts";

Deno.test("an account takes calls up to its share, and one alone however large it is", () => {
  const budget = new CallBudget(1_000, 2);
  const account = budget.open();
  assertEquals(budget.openChars, 250);
  assertEquals(weightOf(100, 50), 250);
  assertEquals(account.fits(9_999), true);
  account.take(400);
  assertEquals([account.fits(100), account.fits(101)], [true, false]);
  account.give(400);
  assertEquals(account.fits(9_999), true);
});

Deno.test("an account takes nothing of another one's share while its submission runs", () => {
  const budget = new CallBudget(1_000, 2);
  const [one, two] = [budget.open(), budget.open()];
  one.take(500);
  two.take(1);
  assertEquals([two.fits(499), two.fits(500)], [true, false]);
});

Deno.test("what a submission leaves under way when it ends counts for the next ones until it is done", () => {
  const budget = new CallBudget(1_000, 2);
  const first = budget.open();
  first.take(600);
  first.close();
  first.close();
  const next = budget.open();
  next.take(1);
  assertEquals([next.fits(199), next.fits(200)], [true, false]);
  first.give(600);
  assertEquals([next.fits(499), next.fits(500)], [true, false]);
});

/** A method that answers when it is told to; what reached it, in order. */
function slow(answerChars: number) {
  const reached: string[] = [];
  const answers: (() => void)[] = [];
  const method: Method = {
    namespace: "data",
    name: "read",
    mutates: false,
    answerChars: () => answerChars,
    parse: ([text]) => text,
    forward: (input) => {
      reached.push(String(input).slice(0, 2));
      return new Promise((resolve) => answers.push(() => resolve(null)));
    },
  };
  return { reached, answers, api: apiOf([method]) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

for (
  const [what, padding, answerChars] of [["arguments", 200_000, 0], [
    "answers",
    0,
    400_000,
  ]] as const
) {
  Deno.test(`calls over the budget wait for others of their submission, by their ${what}`, async () => {
    const { reached, answers, api } = slow(answerChars);
    // A share of a mebibyte: two calls of 400 kB.
    await using executor = new Executor({ ...DEFAULT_LIMITS, callsMb: 2 });
    const program = (who: string) =>
      `await Promise.all(Array.from({ length: 6 }, (_, i) => data.read("${who}" + i + "x".repeat(${padding}))))`;
    const one = executor.execute(program("a"), api);
    await until(() => reached.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals(reached, ["a0", "a1"]);
    // Another submission has a share of its own.
    const two = executor.execute(program("b"), api);
    await until(() => reached.length === 4);
    assertEquals(reached, ["a0", "a1", "b0", "b1"]);
    const answering = setInterval(() => answers.shift()?.(), 5);
    assertEquals((await one).outcome.status, "ok");
    assertEquals((await two).outcome.status, "ok");
    clearInterval(answering);
    assertEquals(reached.filter((name) => name[0] === "a"), ["a0", "a1", "a2", "a3", "a4", "a5"]);
  });
}

Deno.test("calls that wait for the budget when their submission ends are dropped", async () => {
  const { reached, api } = slow(400_000);
  await using executor = new Executor({ ...DEFAULT_LIMITS, callsMb: 2 });
  const code = `for (let i = 0; i < 6; i++) data.read("a" + i);
    await new Promise((resolve) => setTimeout(resolve, 100));
    throw 1`;
  const { outcome } = await executor.execute(code, api);
  assertEquals([outcome.calls.total, outcome.calls.dropped, reached.length], [6, 6, 2]);
});

Deno.test("calls with large arguments and large answers come to their end, without a deadlock", async () => {
  const entities = Array.from({ length: 20 }, (_, i) => entity(`e${i}`, "x".repeat(10_000)));
  await using bench = new Workbench({ callsMb: 1, argumentChars: 300_000 }, entities);
  const outcome = await bench.run(`
    const names = [...Array.from({ length: 20 }, (_, i) => "e" + i), "x".repeat(200_000)];
    const graphs = await Promise.all(Array.from({ length: 32 }, () => memory.openNodes(names)));
    return graphs.reduce((sum, { entities }) => sum + entities.length, 0);
  `);
  assertEquals([outcome.status, outcome.result], ["ok", 640], JSON.stringify(outcome));
});

Deno.test("the memory says how long an answer may be by the size of its file", async () => {
  await using bench = new Workbench({}, [entity("a", "x".repeat(10_000))]);
  const { api } = bench;
  const chars = api.get("memory.readGraph")!.answerChars!();
  assertGreater(chars, 10_000);
  assertLess(chars, 11_000);
  assertEquals(api.get("memory.addObservations")!.answerChars!(), 0);
});
