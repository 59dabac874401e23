import { assertEquals, assertLess } from "@std/assert";
import { Issues } from "../../helpers/servers/issues.ts";

const ANSWER = "[answer of github.create_issue: not called in a dry run]";
const MADE = 'const made = await github.create_issue({ title: "a" });\n';

/** Programs that use an answer that is not known, and will not stop; each does so in line 2. */
const STOPPED: Record<string, string> = {
  "catches everything": MADE +
    'for (let i = 0; i < 100; i++) try { made["p" + i] } catch {}\nreturn "went on"',
  "returns in finally": MADE + 'try { return made.number } finally { return "went on" }',
  "never yields afterwards": MADE + "try { made.number } catch {} for (;;);",
  "goes on with promises": MADE + "try { made.number } catch {} for (;;) await 0;",
  "goes on with timers": MADE +
    "try { made.number } catch {} await new Promise(() => setInterval(() => console.log(1), 1));",
  "calls others afterwards": MADE +
    "try { made.number } catch {} for (let i = 0; i < 200; i++) github.list_issues();",
  "uses it in a timer": MADE +
    "setTimeout(() => { try { made.number } catch {} }, 5); await new Promise(() => {});",
  "rejects without a handler": MADE +
    "Promise.resolve().then(() => made.number); await new Promise(() => {});",
  "uses it while its result is read": MADE +
    "return { get number() { try { return made.number } catch { return 1 } } }",
  "wants no stacks": `Error.stackTraceLimit = 0; ${MADE}made.number`,
  "has frozen Error": `Object.freeze(Error); ${MADE}made.number`,
  "has replaced what messages are made with": "JSON.stringify = () => '{}'; " +
    "String.prototype.slice = Array.prototype.join = Map.prototype.get = () => 'x'; " +
    `${MADE}made.number`,
  "waits by a promise of its own": "class Mine extends Promise { then(go) {\n" +
    "return super.then((made) => go(made.number)) } }\n" +
    'return await Mine.resolve(github.create_issue({ title: "a" }))',
};

/** Programs that tamper with what answers are made of, and what they return. */
const GO_ON: Record<string, [source: string, result: unknown]> = {
  "replaces Proxy": [`Proxy = class {}; Reflect.get = () => 1; ${MADE}return [made]`, [ANSWER]],
  "replaces the methods of WeakMap": [
    `WeakMap.prototype.get = () => "forged"; WeakMap.prototype.set = () => 1; ${MADE}` +
    "return [made, {}]",
    [ANSWER, {}],
  ],
  "makes everything a promise": [
    `Object.prototype.then = (go) => go("forged"); ${MADE}return made`,
    ANSWER,
  ],
  "replaces then": [
    'Promise.prototype.then = () => 1; github.create_issue({ title: "a" }); return 1',
    1,
  ],
  "wants to be shown the answer": [
    `const shown = [];\nconst inspect = Symbol.for("Deno.customInspect");\n${MADE}` +
    "Object.prototype[inspect] = Function.prototype[inspect] = function () {" +
    ' shown.push(typeof this); return "x"; };\n' +
    "console.log(made); console.dir(made, { showProxy: true }); return shown;",
    [],
  ],
  "wraps the answer": [`${MADE}return typeof new Proxy(made, {})`, "object"],
  "puts it into a circle": [
    `${MADE}const all = { made }; all.all = all; return all`,
    { made: ANSWER, all: "[Circular: 1 level up]" },
  ],
};

Deno.test("a program that uses an answer that is not known stops there, whatever it does about that", async () => {
  await using issues = new Issues();
  for (const [name, source] of Object.entries(STOPPED)) {
    const startedAt = performance.now();
    const { status, stopped, calls, result } = await issues.run(source);
    assertEquals([status, result, stopped?.line], ["ok", undefined, 2], name);
    assertEquals([calls, issues.called()], [{ total: 1, planned: 1 }, []], name);
    assertLess(performance.now() - startedAt, 10_000, name);
  }
});

Deno.test("a program that tampers with what an answer is made of gets no other", async () => {
  await using issues = new Issues();
  for (const [name, [source, result]] of Object.entries(GO_ON)) {
    const outcome = await issues.run(source);
    assertEquals([outcome.status, outcome.result], ["ok", result], name);
    assertEquals(issues.called(), [], name);
  }
});

Deno.test("an answer that thousands of calls are planned for keeps to its length", async () => {
  await using issues = new Issues({ limits: { answerChars: 20_000 } });
  const outcome = await issues.run(
    "const all = Array.from({ length: 2000 }, (_, i) =>\n" +
      '  github.create_issue({ title: i + " " + \'"\'.repeat(200) }));\n' +
      'console.log("x".repeat(50_000)); return await Promise.all(all);',
  );
  assertEquals([outcome.calls, outcome.status], [{ total: 2_000, planned: 2_000 }, "ok"]);
  assertLess(JSON.stringify(outcome).length, 20_001);
  assertEquals(issues.called(), []);
});
