import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { captureConsole } from "../../src/sandbox/console/console.ts";
import { structuredClone as clone } from "../../src/sandbox/clone/structured_clone.ts";
import { type Stub, Stubs } from "../../src/sandbox/stubs/stubs.ts";
import { Submission } from "../../src/sandbox/submission.ts";
import { describeThrown } from "../../src/sandbox/values/thrown.ts";
import { toJson } from "../../src/sandbox/values/to_json.ts";

const TEXT = "[answer of data.write: not called in a dry run]";

const SETUP = {
  ...{ inFlight: 64, openChars: 1e6, argumentChars: 1e6, resultChars: 1, memoryBytes: 1 },
  logs: { head: 1, tail: 1, line: 1 },
};

/** Stubs of `data.read` and `data.write`, what they have sent, and the ids of the planned calls that were used. */
function build() {
  const [sent, stopped]: [unknown[], number[]] = [[], []];
  const stubs = new Stubs(SETUP, (line) => sent.push(line), (call) => stopped.push(call));
  const { read, write } = stubs.build({ data: ["read", "write"] })["data"] as Record<string, Stub>;
  return { stubs, sent, stopped, read: read!, write: write! };
}

/** The answer of a planned call. */
async function planned() {
  const { stubs, stopped, sent, read, write } = build();
  const call = write();
  stubs.settle({ type: "reply", id: 1, planned: "data.write" });
  // deno-lint-ignore no-explicit-any -- used as a program uses an answer
  return { answer: await call as any, stopped, sent, read };
}

Deno.test("the answer of a planned call can be awaited, stored and compared, and nothing else", async () => {
  const { answer, stopped } = await planned();
  const all = await Promise.all([answer, Promise.resolve(answer), (async () => await answer)()]);
  const stored = { list: [...all, answer], map: new Map([[answer, answer]]) };
  assert(stored.list.every((one) => one === answer) && stored.map.has(answer));
  assertEquals([!answer, answer ?? 1, typeof answer], [false, answer, "object"]);
  assertEquals([answer.then, Array.isArray(answer)], [undefined, false]);
  assertEquals(stopped, []);
});

/** What programs do with answers. */
// deno-lint-ignore no-explicit-any -- as above
const USES: Record<string, (answer: any) => unknown> = {
  "a property": (answer) => answer.number,
  "an optional one": (answer) => answer?.number,
  "an index": (answer) => answer[0],
  "a call of a method": (answer) => answer.map(String),
  "toJSON": (answer) => answer.toJSON,
  "a symbol": (answer) => answer[Symbol.iterator],
  "a property that is set": (answer) => answer.number = 1,
  "one that is deleted": (answer) => delete answer.number,
  "one that is defined": (answer) => Object.defineProperty(answer, "number", { value: 1 }),
  "in": (answer) => "number" in answer,
  "hasOwn": (answer) => Object.hasOwn(answer, "number"),
  "destructuring": ({ number }) => number,
  "destructuring of a list": ([first]) => first,
  "the rest": ({ ...rest }) => rest,
  "a template": (answer) => `${answer}`,
  "String": (answer) => String(answer),
  "Number": (answer) => Number(answer),
  "<": (answer) => answer < 1,
  "+": (answer) => answer + 1,
  // deno-lint-ignore eqeqeq -- what is asked
  "==": (answer) => answer == 1,
  "instanceof": (answer) => answer instanceof Object,
  "JSON.stringify": (answer) => JSON.stringify(answer),
  "JSON.stringify of what holds it": (answer) => JSON.stringify({ list: [answer] }),
  "a spread": (answer) => ({ ...answer }),
  "a spread of a list": (answer) => [...answer],
  "a spread of arguments": (answer) => Math.max(...answer),
  "for of": (answer) => {
    for (const _ of answer) return;
  },
  "for in": (answer) => {
    for (const _ in answer) return;
  },
  "Object.keys": (answer) => Object.keys(answer),
  "Object.entries": (answer) => Object.entries(answer),
  "Object.assign": (answer) => Object.assign({}, answer),
  "Object.freeze": (answer) => Object.freeze(answer),
  "Object.isFrozen": (answer) => Object.isFrozen(answer),
  "Object.getPrototypeOf": (answer) => Object.getPrototypeOf(answer),
  "Object.setPrototypeOf": (answer) => Object.setPrototypeOf(answer, {}),
  "Array.from": (answer) => Array.from(answer),
  "concat": (answer) => [].concat(answer),
  "join": (answer) => [answer].join(),
  "sort": (answer) => [answer, 1].sort(),
  "toString of all": (answer) => Object.prototype.toString.call(answer),
  "a new URL": (answer) => new URL(answer),
  "the message of an error": (answer) => new Error(answer),
};

Deno.test("every use of the answer of a planned call is seen and throws, whatever it is", async () => {
  for (const [name, use] of Object.entries(USES)) {
    const { answer, stopped } = await planned();
    let thrown: unknown;
    try {
      use(answer);
    } catch (error) {
      thrown = error;
    }
    assertInstanceOf(thrown, Error, name);
    assertEquals([thrown.message, stopped[0]], ["The dry run has ended here", 1], name);
  }
});

Deno.test("the answer of a planned call as an argument of another is a use, at any depth", async () => {
  for (const wrap of [(it: unknown) => it, (it: unknown) => ({ a: [{ b: it }] })]) {
    const { answer, stopped, sent, read } = await planned();
    await assertRejects(() => read(wrap(answer)), Error);
    assertEquals([stopped[0], sent.length], [1, 1]);
  }
});

Deno.test("the answer of a planned call whose fields were put on the prototype of all is still none", async () => {
  const { stubs, read } = build();
  Object.assign(Object.prototype, { planned: "data.read" });
  try {
    const call = read();
    stubs.settle({ type: "reply", id: 1 });
    assertEquals(await call, undefined);
  } finally {
    delete (Object.prototype as { planned?: string }).planned;
  }
});

Deno.test("the answer of a planned call is a text in a result, wherever it is", async () => {
  const { answer, stopped } = await planned();
  const cases: [value: unknown, json: unknown][] = [
    [answer, TEXT],
    [[1, { a: answer }], [1, { a: TEXT }]],
    [new Map([["a", answer]]), { "[Map]": [["a", TEXT]] }],
    [new Set([answer]), { "[Set]": [TEXT] }],
    [{ toJSON: () => answer }, TEXT],
    [new Error("x", { cause: answer }), {
      "[Error]": { name: "Error", message: "x", cause: TEXT },
    }],
    [
      new (class Made {
        made = answer;
      })(),
      { made: TEXT },
    ],
  ];
  for (const [value, json] of cases) assertEquals(JSON.parse(toJson(value, 1_000).text!), json);
  assertEquals(describeThrown(answer, (value) => Deno.inspect(value)).message, TEXT);
  assertEquals(stopped, []);
});

Deno.test("a getter that uses the answer of a planned call while the result is read is seen", async () => {
  const { answer, stopped } = await planned();
  toJson({
    get number() {
      return answer.number;
    },
  }, 1_000);
  assertEquals(stopped[0], 1);
});

Deno.test("the answer of a planned call can be logged by every method, alone and in other values", async () => {
  const { answer, stopped } = await planned();
  const logged: string[] = [];
  const console = captureConsole(Deno.inspect, (_, text) => logged.push(text), 1_000);
  console.log(answer);
  console.error("made", answer);
  console.log({ a: answer });
  for (const letter of "sdifjoO") console.log(`%${letter}`, answer);
  console.dir(answer);
  console.dir(answer, { showHidden: true, depth: 9 });
  console.assert(false, answer);
  console.group(answer);
  console.groupEnd();
  console.count(answer);
  console.table(answer);
  assertEquals(logged, [
    TEXT,
    `made ${TEXT}`,
    `{ a: ${TEXT} }`,
    ...Array(9).fill(TEXT),
    `Assertion failed: ${TEXT}`,
    TEXT,
    `${TEXT}: 1`,
    TEXT,
  ]);
  logged.length = 0;
  console.dir(answer, { showProxy: true });
  console.trace(answer);
  for (const rows of [[answer], [{ a: answer }], new Map([[1, answer]]), { a: answer }]) {
    console.table(rows);
  }
  assert(logged.length === 6 && logged.every((text) => text.includes(TEXT)), logged.join("\n"));
  assertEquals(stopped, []);
});

Deno.test("structuredClone of the answer of a planned call is a use, and what it copies of others is not", async () => {
  const { answer, stopped } = await planned();
  let thrown: unknown;
  try {
    clone({ list: [answer] }, undefined);
  } catch (error) {
    thrown = error;
  }
  assertInstanceOf(thrown, Error);
  assertEquals([stopped[0], clone([1], undefined)], [1, [1]]);
});

Deno.test("the place where an answer is used is seen though the code wants no stacks", async () => {
  const { stubs, write } = build();
  const call = write();
  stubs.settle({ type: "reply", id: 1, planned: "data.write" });
  const answer = await call as { number: number };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    (function here() {
      answer.number;
    })();
  } catch (error) {
    assert((error as Error).stack!.includes("here"));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
});

Deno.test("a run that stops where the stack has no room to say so stops all the same", () => {
  const sent: string[] = [];
  let room = false;
  const submission = new Submission(SETUP, build().stubs, (line) => {
    if (!room) throw new RangeError("Maximum call stack size exceeded");
    sent.push(line);
  });
  assertThrows(() => submission.stopped(1, new Error("here")), RangeError);
  room = true;
  submission.threw(new Error("later"));
  submission.threw(new Error("last"));
  assertEquals(sent.map((line) => JSON.parse(line).type), ["stopped"]);
});
