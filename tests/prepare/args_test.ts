/** Programs whose function gets arguments from outside. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { prepared, refused, run, startPreparer } from "./evaluate.ts";

/** Programs, and what they come to with `{ days: 7 }`. */
const TAKES: readonly (readonly [source: string, value: unknown])[] = [
  ["export default async ({ days }) => days", 7],
  ["export default async ({ days }: { days: number }): Promise<number> => days", 7],
  ["export default (args) => args.days;\n// done", 7],
  ["export default ({ days }) => ({ days })", { days: 7 }],
  ["export default async function ({ days }) { return days }", 7],
  ["export default function main(args) { return args.days }\nconst unused = 1;", 7],
  ["export default async ({ days }) => days * twice();\nconst twice = () => 2;", 14],
  ["const main = async ({ days }) => days;\nexport default main", 7],
  ["export default main;\nfunction main({ days }) { return days }", 7],
  ["async function main({ days }) { return days }\nexport { main as default };", 7],
  ["export { main as default, twice };\nconst main = twice;\nfunction twice(a) { return a }", {
    days: 7,
  }],
  ["const bind = (f) => (args) => f(args);\nexport default bind(({ days }) => days)", 7],
  ["export async function main({ days }) { return days }", 7],
  ["async function main({ days }) { return days }", 7],
  ["function main(args) { return twice(args.days) }\nfunction twice(n) { return n * 2 }", 14],
  ["function main(args) { return args.days }\nfunction other(args) { return 'other' }", 7],
  ["const report = async ({ days }) => { return days };", 7],
  ["function double(n) { return n.days * 2 }", 14],
  ["async ({ days }) => days", 7],
  ["(async function ({ days }) { return days });", 7],
  ["const one = 1;\n({ days }) => { return days + one }", 8],
  ["function* main({ days }) { yield days }\nexport default async (args) => [...main(args)]", [7]],
  ["```ts\nexport default (args: { days: number }) => args.days\n```", 7],
  // Every first parameter, and nothing more
  ["(memory) => memory.days", 7],
  ["(args, memory) => [args.days, memory]", [7, undefined]],
  ["export default (...all) => all", [{ days: 7 }]],
  ["export default ({ days } = { days: 1 }, more = 2) => [days, more]", [7, 2]],
  ["export default ({ days = 1, hours = 24, ...rest }) => [days, hours, rest]", [7, 24, {}]],
  ["function main() { return [arguments.length, arguments[0].days] }", [1, 7]],
  ["export default () => 'takes nothing'", "takes nothing"],
  ["export default async ({ days }) => [days, typeof memory.openNodes]", [7, "function"]],
  // Names of its own
  ["const $args = 1, $args$ = 2;\nexport default (args) => [$args, $args$, args.days]", [1, 2, 7]],
  ["export default (args) => `import ${args.days} export`", "import 7 export"],
  ["const args = { days: 1 };\nexport default (given) => [args.days, given.days]", [1, 7]],
  ["export default (args) => { args.days++; delete args.none; return args }", { days: 8 }],
  ["'use strict';\nexport default function () { return this === undefined }", true],
];

Deno.test("prepare() hands the arguments to the program's function", async () => {
  await using preparer = startPreparer();
  for (const [source, value] of TAKES) {
    const made = await prepared(source, preparer, true);
    assertEquals(await run(made, { days: 7 }), value, source);
  }
});

const TAKES_NONE = [
  "return 1",
  "1 + 1",
  "const x = 1;",
  "{ a: 1 }",
  "export const a = 1;\nreturn a",
  "async function main({ days }) { return days }\nmain({ days: 1 })",
  "async function main({ days }) { return days }\nawait main({ days: 1 })",
  "(async ({ days }) => days)({ days: 1 })",
  "function a(args) {}\nfunction b(args) {}",
  "const main = (args) => args;\nmain",
  "class Main { constructor(args) {} }",
  "await memory.readGraph();\nfunction main(args) { return args }",
];

Deno.test("prepare() refuses arguments for a program that is no function", async () => {
  await using preparer = startPreparer();
  for (const source of TAKES_NONE) {
    const { kind, message, hint } = await refused(source, preparer, true);
    assertEquals(
      [kind, message],
      [
        "syntax",
        "The program takes no arguments: it neither exports a function by default nor consists of one",
      ],
      source,
    );
    assertStringIncludes(hint!, "export default async (args) =>");
    await prepared(source, preparer); // it runs without any
  }
});

const NO_FUNCTIONS = ["6", "'a'", "`a`", "[1]", "{ days: 7 }", "({})", "class {}", "class Main {}"];

Deno.test("prepare() refuses arguments for a default export that is no function", async () => {
  await using preparer = startPreparer();
  for (const source of NO_FUNCTIONS) {
    const made = await refused(`const a = 1;\nexport default ${source}`, preparer, true);
    assertEquals(made.message, "The program takes no arguments: its default export is no function");
    assertEquals([made.kind, made.line], ["syntax", 2], source);
  }
});

Deno.test("prepare() has a program throw whose default export turns out to be no function", async () => {
  await using preparer = startPreparer();
  const main = "async function main(args) { return args }\n";
  for (
    const source of [
      `${main}export default main();`,
      `${main}export default await main({})`,
      "const main = 6;\nexport default main",
      "const main = 6;\nexport { main as default }",
      "export default null ?? undefined",
    ]
  ) {
    const made = await prepared(source, preparer, true);
    await assertRejects(
      () => run(made, { days: 7 }),
      TypeError,
      "The program takes no arguments: its default export is no function",
      source,
    );
  }
});

Deno.test("prepare() finds an unused name for the arguments however many are taken", async () => {
  await using preparer = startPreparer();
  const names = Array.from({ length: 50 }, (_, i) => `$args${"$".repeat(i)}`).join(", ");
  const made = await prepared(`let ${names};\nexport default (args) => args`, preparer, true);
  assertEquals(await run(made, { days: 7 }), { days: 7 });
});
