import { assertEquals, assertMatch } from "@std/assert";
import { bind } from "../../../src/api/bind.ts";
import { type Api, apiOf } from "../../../src/api/method.ts";
import { recordMutations } from "../../../src/api/run_mode.ts";
import { Checker } from "../../../src/executor/type_check/checker.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { Issues } from "../../helpers/servers/issues.ts";

const ANSWER = "[answer of github.create_issue: not called in a dry run]";
const CREATE = 'github.create_issue({ title: "a" })';
const planned = (...titles: string[]) =>
  titles.map((title) => ({ method: "github.create_issue", argument: JSON.stringify({ title }) }));

/** What is compared of an outcome. */
const seen = ({ status, result, stopped, planned, logs }: Outcome) => ({
  status,
  ...(result === undefined ? {} : { result }),
  ...(stopped ? { stopped: [stopped.line, stopped.column] } : {}),
  ...(planned ? { planned } : {}),
  ...(logs ? { logs: logs.map(({ text }) => text) } : {}),
});

/** Programs as models write them, each with what a dry run of it shows. */
const PROGRAMS: Record<string, [source: string, shown: Record<string, unknown>]> = {
  "creates and uses the number": [
    `const created = await ${CREATE};\nreturn created.number;`,
    { stopped: [2, 16], planned: planned("a") },
  ],
  "takes the answer apart": [
    `const { number } = await ${CREATE};\nreturn number;`,
    { stopped: [1, 9], planned: planned("a") },
  ],
  "creates many at once and returns the answers": [
    'return await Promise.all(["a", "b"].map((title) => github.create_issue({ title })));',
    { result: [ANSWER, ANSWER], planned: planned("a", "b") },
  ],
  "creates many at once and uses the answers": [
    'const made = await Promise.all(["a", "b"].map((title) => github.create_issue({ title })));\n' +
    "return made.map((one) =>\n  one.number);",
    { stopped: [3, 7], planned: planned("a", "b") },
  ],
  "uses the answer in a try": [
    `try {\n  const made = await ${CREATE};\n  console.log("made " + made.number);\n` +
    '} catch (error) {\n  console.log("failed: " + error.message);\n}\nreturn "done";',
    { stopped: [3, 30], planned: planned("a") },
  ],
  "handles a rejection": [
    `return await ${CREATE}.then((made) => made.number).catch(() => "none");`,
    { stopped: [1, 70], planned: planned("a") },
  ],
  "counts in a loop": [
    'let count = 0;\nfor (const title of ["a", "b", "c"]) {\n' +
    "  await github.create_issue({ title });\n  count++;\n}\nreturn { count };",
    { result: { count: 3 }, planned: planned("a", "b", "c") },
  ],
  "asks whether there is an answer": [
    `const made = await ${CREATE};\nif (!made) throw new Error("none");\nreturn "made";`,
    { result: "made", planned: planned("a") },
  ],
  "returns the answer": [`return ${CREATE};`, { result: ANSWER, planned: planned("a") }],
  "logs the answer": [
    `const made = await ${CREATE};\nconsole.log(made);\nconsole.log("made", { made });`,
    { logs: [ANSWER, `made { made: ${ANSWER} }`], planned: planned("a") },
  ],
  "collects the answers": [
    `const made = [];\nmade.push(await ${CREATE});\nreturn { made, count: made.length };`,
    { result: { made: [ANSWER], count: 1 }, planned: planned("a") },
  ],
  "does not wait for the answer": [`${CREATE};\nreturn 1;`, { result: 1, planned: planned("a") }],
  "gives the answer to the next call": [
    `const made = await ${CREATE};\nawait github.add_comment(\n  { number: made, text: "x" });`,
    { stopped: [2, 14], planned: planned("a") },
  ],
  "computes the name of the tool": [
    'return await tools.call("github", "create_issue", { title: "a" });',
    { result: ANSWER, planned: planned("a") },
  ],
  "calls what says that it only reads": [
    "return await github.communication_email_send({});",
    {
      result: "[answer of github.communication_email_send: not called in a dry run]",
      planned: [{ method: "github.communication_email_send", argument: "{}" }],
    },
  ],
};

Deno.test("a dry run sends nothing that may change something, and shows what it can of each program", async () => {
  await using issues = new Issues();
  for (const [name, [source, shown]] of Object.entries(PROGRAMS)) {
    const outcome = await issues.run(source);
    assertEquals(seen(outcome), { status: "ok", ...shown }, name);
    assertEquals(outcome.calls.planned, outcome.planned!.length, name);
    assertEquals(issues.called(), [], name);
  }
});

Deno.test("the same programs run for real send what was planned", async () => {
  await using issues = new Issues();
  const { result, planned, calls } = await issues.run(PROGRAMS["counts in a loop"]![0], "plain");
  assertEquals([result, planned, calls], [{ count: 3 }, undefined, { total: 3 }]);
  assertEquals(issues.called().length, 3);
});

Deno.test("a dry run reads, and says so where a planned call would have changed what it read", async () => {
  await using issues = new Issues();
  const read = "const { issues } = await github.list_issues();\n";
  const before = await issues.run(`${read}await ${CREATE};\nreturn issues.length;`);
  assertEquals([before.result, before.hint, issues.called()], [1, undefined, ["list_issues {}"]]);
  const after = await issues.run(`await ${CREATE};\n${read}return issues.length;`);
  assertEquals([after.result, issues.called()], [1, ["list_issues {}"]]);
  assertMatch(after.hint!, /^What was read from github after a planned call does not show/);
});

Deno.test("a dry run refuses what a real one refuses", async () => {
  await using issues = new Issues({ permissions: { deny: ["github.add_comment"] } });
  const wrong: [source: string, message: RegExp][] = [
    ["await github.create_issue({ titel: 'a' })", /title is missing/],
    ["await github.add_comment({ number: 1 })", /is denied/],
    ["await github.delete_all()", /needs the user's consent/],
    ["await github.create_isue({})", /has no tool/],
  ];
  for (const [source, message] of wrong) {
    for (const mode of ["dry", "plain"] as const) {
      const { error, planned } = await issues.run(source, mode);
      assertMatch(error!.message, message);
      assertEquals(planned, undefined);
    }
  }
  assertEquals(issues.called(), []);
});

Deno.test("an atomic program does not run that would call what may change something", async () => {
  await using issues = new Issues();
  const refused = await issues.run(`await github.list_issues();\nawait ${CREATE};`, "atomic");
  assertEquals([refused.error!.kind, refused.error!.line, refused.calls.total], ["tool", 2, 0]);
  assertMatch(refused.error!.hint!, /^Run the program without atomic: .*\nNothing ran/);
  const handled = await issues.run(
    `try { await ${CREATE} } catch (error) { return error.message }`,
    "atomic",
  );
  assertMatch(String(handled.result), /cannot be called in an atomic program/);
  const computed = await issues.run('await github["create" + "_issue"]({ title: "a" })', "atomic");
  assertMatch(computed.error!.hint!, /^Run the program without atomic/);
  assertEquals(issues.called(), []);
  assertEquals((await issues.run("return await github.list_issues()", "atomic")).status, "ok");
});

/** Adds a memory that cannot be copied: what reads it answers an empty graph. */
function withMemory(api: Api): Api {
  const empty = { entities: [], relations: [] };
  const bound = bind(memory, { call: () => Promise.resolve(empty) });
  const own = apiOf(recordMutations(bound));
  const get = (name: string) => own.get(name) ?? api.get(name);
  return { ...api, names: { ...api.names, ...own.names }, get };
}

Deno.test("a method that answers nothing answers it in a dry run too, and another what cannot be used", async () => {
  await using issues = new Issues();
  const deleted = await issues.run(
    'return { answer: await memory.deleteEntities(["a"]) === undefined };',
    "dry",
    withMemory,
  );
  assertEquals([deleted.result, deleted.calls], [{ answer: true }, { total: 1, planned: 1 }]);
  const created = await issues.run(
    "const made = await memory.createEntities([]);\n" +
      "await memory.readGraph();\nreturn made.length;",
    "dry",
    withMemory,
  );
  assertEquals([created.stopped!.line, created.calls], [3, { total: 2, planned: 1 }]);
  assertMatch(created.hint!, /^What was read from memory after/);
  const wrong = await issues.run('await memory.deleteEntities("a")', "dry", withMemory);
  assertMatch(wrong.error!.message, /must be string\[\]/);
});

Deno.test("the check of types stops a wrong program in a dry run too, before anything is planned", async () => {
  await using issues = new Issues({ checker: new Checker() });
  for (let round = 0;; round++) {
    // The first start of the checker takes its time.
    const { error, planned } = await issues.run(
      `await ${CREATE};\nreturn nothing; // ${round}`,
      "dry",
    );
    if (error?.kind !== "type" && round < 20) continue;
    assertEquals([error?.kind, error?.line, planned], ["type", 2, undefined]);
    break;
  }
  assertEquals(issues.called(), []);
});
