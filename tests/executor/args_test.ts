/** What a program gets from outside, through the real thing. */
import { assertEquals, assertMatch } from "@std/assert";
import { Workbench } from "../helpers/execute.ts";

const ECHO = "export default (args) => args";

Deno.test("Executor hands the arguments to the program's function", async () => {
  await using bench = new Workbench();
  const args = { days: 7, names: ["é語😀", "a\u2028b", "\ud800"], deep: { none: null, no: false } };
  const code = "export default async (args: { days: number }) => [args, args.days * 2]";
  const { result } = await bench.run(code, { args });
  assertEquals(result, [{ ...args, names: ["é語😀", "a\u2028b", "\ud800"] }, 14]);
  assertEquals((await bench.run(ECHO, { args: {} })).result, {});
});

Deno.test("Executor hands over keys that mean something elsewhere as what they are", async () => {
  await using bench = new Workbench();
  const text = '{"__proto__":{"then":1},"constructor":"c","then":{"a":1},"toJSON":2}';
  const code = `export default (args) => [
    Object.keys(args), Object.getPrototypeOf(args) === Object.prototype, args.then.a, typeof ({}).then,
  ]`;
  const { result } = await bench.run(code, { args: JSON.parse(text) });
  assertEquals(result, [["__proto__", "constructor", "then", "toJSON"], true, 1, "undefined"]);
});

Deno.test("Executor keeps what a program does to its arguments to the program", async () => {
  await using bench = new Workbench();
  const args = { list: [1], days: 7 };
  const code = `export default (args) => {
    args.list.push(2);
    delete args.days;
    Object.setPrototypeOf(args, { days: "inherited" });
    return [args.days, args.list];
  }`;
  for (let round = 0; round < 2; round++) {
    assertEquals((await bench.run(code, { args })).result, ["inherited", [1, 2]]);
  }
  assertEquals(args, { list: [1], days: 7 });
});

Deno.test("Executor hands over nothing where there is nothing", async () => {
  await using bench = new Workbench();
  const { result } = await bench.run("export default (...all) => all.length");
  assertEquals(result, 0);
  assertEquals((await bench.run("return [typeof $args, arguments.length]")).result, [
    "undefined",
    0,
  ]);
});

Deno.test("Executor calls a function that takes arguments without a frame of ours", async () => {
  await using bench = new Workbench();
  const code = `export default function main(args) {
    return [this === undefined, new Error(args.word).stack];
  }`;
  const { result } = await bench.run(code, { args: { word: "here" } });
  const [isUndefined, stack] = result as [boolean, string];
  assertEquals(isUndefined, true);
  assertMatch(stack, /^Error: here\n {4}at main \(submission:3:\d+\)\n {4}at submission:\d+:\d+$/);
});

Deno.test("Executor points to the place of an error in a function that takes arguments", async () => {
  await using bench = new Workbench();
  const code = "export default async ({ days }: { days: number }) =>\n  days.none.x";
  const { error } = await bench.run(code, { args: { days: 7 } });
  assertEquals([error?.name, error?.line, error?.column], ["TypeError", 2, 13]);
  const one = await bench.run("({ days }) => days.none.x", { args: { days: 7 } });
  assertEquals([one.error?.line, one.error?.column], [1, 25]);
});

Deno.test("Executor runs nothing of a program that takes no arguments", async () => {
  await using bench = new Workbench();
  const write = `await memory.createEntities([{ name: "x", entityType: "x", observations: [] }])`;
  for (const code of [`${write};\nreturn 1`, `${write}\nexport default { days: 7 }`]) {
    const { error, calls } = await bench.run(code, { args: { days: 7 } });
    assertEquals([error?.kind, calls.total], ["syntax", 0]);
    assertMatch(error!.message, /^The program takes no arguments: /);
  }
  assertEquals(bench.scratch.lines(), []);
});

Deno.test("Executor takes arguments of a million characters, and says what is too long", async () => {
  await using bench = new Workbench();
  const code = "export default ({ text }) => text.length";
  const envelope = JSON.stringify({ text: "" }).length;
  const most = 2 ** 20 - envelope;
  const args = (chars: number) => ({ args: { text: "x".repeat(chars) } });
  assertEquals((await bench.run(code, args(1e6))).result, 1e6);
  assertEquals((await bench.run(code, args(most))).result, most);
  assertEquals((await bench.run(code, args(most + 1))).error, {
    kind: "limit",
    message: "The program's arguments are 1048577 characters of JSON: at most 1048576 are taken",
    hint: "Hand over less, in several runs, or raise --argument-chars",
  });
});

Deno.test("Executor hands over arguments that nest as deep as they may, and no deeper", async () => {
  await using bench = new Workbench();
  const nested = (lists: number, inmost = "") =>
    JSON.parse(`{"a":${"[".repeat(lists)}${inmost}${"]".repeat(lists)}}`) as Record<
      string,
      unknown
    >;
  const code = `export default ({ a }) => {
    let depth = 0;
    for (let at = a; at !== undefined; at = at[0]) depth++;
    return depth;
  }`;
  assertEquals((await bench.run(code, { args: nested(999) })).result, 999);
  // V8 recurses into objects whose keys are numbers.
  for (const args of [nested(1_000), nested(200_000), nested(200_000, '{"1":2}')]) {
    const { error } = await bench.run(code, { args });
    assertEquals(error, {
      kind: "limit",
      message: "The program's arguments are nested more than 1000 levels deep",
      hint: "Hand over flatter data",
    });
  }
});
