import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { toJson } from "../../../src/sandbox/values/to_json.ts";

class Point {
  x = 1;
  #secret = 2;
  get sum() {
    return this.x + this.#secret;
  }
}

const cyclic: Record<string, unknown> = { name: "a" };
cyclic.self = cyclic;
cyclic.list = [cyclic];

const shared = { n: 1 };

const hostile = new Proxy({}, {
  get: () => fail(),
  has: () => fail(),
  ownKeys: () => fail(),
  getPrototypeOf: () => fail(),
  getOwnPropertyDescriptor: () => fail(),
});
function fail(): never {
  throw new Error("trap");
}

const revoked = Proxy.revocable([], {});
revoked.revoke();

/** What is returned, and the JSON text that stands for it. */
const forms: [string, unknown, string][] = [
  [
    "a JSON value, in its order",
    { b: [1, "x", true, null], a: {} },
    '{"b":[1,"x",true,null],"a":{}}',
  ],
  ["a string", 'say "hi"', String.raw`"say \"hi\""`],
  ["a nested undefined", [undefined, null], '["[undefined]",null]'],
  ["a hole", [1, , 2], '[1,"[empty]",2]'], // deno-lint-ignore no-sparse-arrays
  ["a function", function named() {}, '"[Function: named]"'],
  ["a function without a name", [() => {}], '["[Function]"]'],
  ["a class", Point, '"[class: Point]"'],
  ["a method", { go() {} }, '{"go":"[Function: go]"}'],
  ["a symbol", Symbol("id"), '"[Symbol(id)]"'],
  ["a bigint", { n: 12n }, '{"n":"[BigInt: 12]"}'],
  ["NaN", NaN, '"[NaN]"'],
  ["infinities", [Infinity, -Infinity], '["[Infinity]","[-Infinity]"]'],
  ["minus zero, which equals zero", [-0], "[0]"],
  ["a Date", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ["an invalid Date", new Date(NaN), '"[Invalid Date]"'],
  [
    "a Map",
    new Map<unknown, unknown>([["k", { a: 1 }], [1, undefined]]),
    '{"[Map]":[["k",{"a":1}],[1,"[undefined]"]]}',
  ],
  ["a Set", new Set([1, "b"]), '{"[Set]":[1,"b"]}'],
  ["an Error", new TypeError("boom"), '{"[Error]":{"name":"TypeError","message":"boom"}}'],
  [
    "an Error with a cause and a field",
    Object.assign(new Error("outer", { cause: new Error("inner") }), { code: 7 }),
    '{"[Error]":{"name":"Error","message":"outer",' +
    '"cause":{"[Error]":{"name":"Error","message":"inner"}},"code":7}}',
  ],
  [
    "an AggregateError",
    new AggregateError([new Error("one")], "all"),
    '{"[Error]":{"name":"AggregateError","message":"all",' +
    '"errors":[{"[Error]":{"name":"Error","message":"one"}}]}}',
  ],
  [
    "a DOMException",
    new DOMException("no", "AbortError"),
    '{"[Error]":{"name":"AbortError","message":"no"}}',
  ],
  ["a typed array", new Uint8Array([1, 2]), '{"[Uint8Array]":[1,2]}'],
  ["a typed array of bigints", new BigInt64Array([5n]), '{"[BigInt64Array]":["[BigInt: 5]"]}'],
  ["an ArrayBuffer", new Uint8Array([3]).buffer, '{"[ArrayBuffer]":[3]}'],
  ["a class instance: its fields", new Point(), '{"x":1}'],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ["a subclass of Array", class extends Array {}.of(1, 2), "[1,2]"],
  [
    "a cycle",
    cyclic,
    '{"name":"a","self":"[Circular: 1 level up]","list":["[Circular: 2 levels up]"]}',
  ],
  ["a shared reference, repeated", [shared, shared, undefined], '[{"n":1},{"n":1},"[undefined]"]'],
  ["a getter", {
    get a() {
      return 1;
    },
  }, '{"a":1}'],
  ["a getter that throws", {
    ok: 1,
    get bad() {
      throw new Error("no luck");
    },
  }, '{"ok":1,"bad":"[getter threw: no luck]"}'],
  ["a getter that throws what has no text", {
    get bad() {
      throw Object.create(null);
    },
  }, '{"bad":"[getter threw: a value that has no text]"}'],
  ["toJSON", { toJSON: () => ({ id: 1 }) }, '{"id":1}'],
  ["toJSON of what has it itself", new URL("https://a.example/"), '"https://a.example/"'],
  [
    "toJSON that gives what JSON can't hold",
    { toJSON: () => [undefined, 1n] },
    '["[undefined]","[BigInt: 1]"]',
  ],
  ["toJSON that gives a Date", { toJSON: () => new Date(0) }, '"1970-01-01T00:00:00.000Z"'],
  ["toJSON that asks for its key", [1n, { toJSON: (key: string) => key }], '["[BigInt: 1]","1"]'],
  ["toJSON that throws", {
    toJSON() {
      throw new Error("lie");
    },
  }, '"[toJSON threw: lie]"'],
  ["toJSON that returns itself", {
    a: 1,
    toJSON() {
      return this;
    },
  }, '{"a":1,"toJSON":"[Function: toJSON]"}'],
  ["toJSON that returns a function", { toJSON: () => fail }, '"[Function: fail]"'],
  ["toJSON that is data", { toJSON: 1 }, '{"toJSON":1}'],
  ["a Promise", { graph: Promise.resolve(1) }, '{"graph":"[Promise: did you forget await?]"}'],
  ["a RegExp", /a"b/gi, String.raw`"[RegExp: /a\"b/gi]"`],
  [
    "boxed primitives",
    [Object(1), Object("s"), Object(true), Object(2n), Object(Symbol("q"))],
    '[1,"s",true,"[BigInt: 2]","[Symbol(q)]"]',
  ],
  ["a WeakMap", new WeakMap(), '"[WeakMap]"'],
  ["an iterator, which people take for an array", new Map([[1, 2]]).values(), '"[Map Iterator]"'],
  ["a symbol key", { a: 1, [Symbol("meta")]: 2 }, '{"a":1,"[Symbol(meta)]":2}'],
  ["a __proto__ key", JSON.parse('{"__proto__":{"a":1},"b":2}'), '{"__proto__":{"a":1},"b":2}'],
  [
    "a __proto__ key beside what JSON can't hold",
    [JSON.parse('{"__proto__":1}'), 1n],
    '[{"__proto__":1},"[BigInt: 1]"]',
  ],
  ["a proxy", new Proxy({ a: 1 }, {}), '{"a":1}'],
  ["a proxy that throws from every trap", [hostile], '["[unreadable: trap]"]'],
  [
    "a revoked proxy",
    { a: revoked.proxy },
    `{"a":"[unreadable: Cannot perform 'IsArray' on a proxy that has been revoked]"}`,
  ],
  [
    "an object with a false name",
    { [Symbol.toStringTag]: "Map", a: 1 },
    '{"a":1,"[Symbol(Symbol.toStringTag)]":"Map"}',
  ],
  [
    "an object that says it is a Date",
    { [Symbol.toStringTag]: "Date" },
    '{"[Symbol(Symbol.toStringTag)]":"Date"}',
  ],
  ["lone surrogates, escaped", "a\ud800b\udc00", String.raw`"a\ud800b\udc00"`],
];

for (const [what, value, text] of forms) {
  Deno.test(`toJson() tells ${what}`, () => {
    assertEquals(toJson(value, 1_000), { text, size: text.length, cut: false });
    JSON.parse(text);
  });
}

Deno.test("toJson() leaves fields out that are undefined, and says so", () => {
  class Point {
    x = 1;
    y = undefined;
  }
  const value = { a: undefined, b: { c: 1n, d: undefined }, e: [new Point()] };
  const text = '{"b":{"c":"[BigInt: 1]"},"e":[{"x":1}]}';
  assertEquals(toJson(value, 1_000), { text, size: text.length, cut: false, gaps: true });
  assertEquals(
    toJson({ a: undefined, "[undefined]": "[undefined]" }, 40).text,
    '{"[undefined]":"[undefined]"}',
  );
});

Deno.test("toJson() leaves undefined to the caller", () => {
  assertEquals(toJson(undefined, 1_000), { text: undefined, size: 0, cut: false });
});

Deno.test("toJson() honours BigInt.prototype.toJSON no more than JSON does for numbers", () => {
  Object.assign(BigInt.prototype, { toJSON: () => "x" });
  try {
    assertEquals(toJson([1n], 100).text, '["[BigInt: 1]"]');
  } finally {
    delete (BigInt.prototype as { toJSON?: unknown }).toJSON;
  }
});

Deno.test("toJson() describes what a toJSON on a prototype gives", () => {
  const value = function (this: unknown, key: string) {
    return key === "a" ? undefined : this;
  };
  Object.defineProperty(Object.prototype, "toJSON", { value, configurable: true });
  try {
    assertEquals(toJson({ a: {}, b: [{}] }, 100).text, '{"a":"[undefined]","b":[{}]}');
  } finally {
    delete (Object.prototype as { toJSON?: unknown }).toJSON;
  }
});

Deno.test("toJson() survives 100 000 nested arrays", () => {
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const { text } = toJson(deep, 1_000);
  assertEquals(text, "[".repeat(100) + '"[nested deeper than 100 levels]"' + "]".repeat(100));
});

Deno.test("toJson() survives references that double with every level", () => {
  let doubled: unknown = ["leaf"];
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
  const { text, size, cut } = toJson(doubled, 1_000);
  assert(cut);
  assertGreater(size, 1_000_000);
  assertLessOrEqual(text!.length, 1_000);
  JSON.parse(text!);
});

Deno.test("toJson() survives one long string in very many places", () => {
  const { text, size } = toJson(Array(100_000).fill("x".repeat(1_000_000)), 1_000);
  assertGreater(size, 1e11);
  assertLessOrEqual(text!.length, 1_000);
});

Deno.test("toJson() survives an array that says it has four billion items", () => {
  const sparse: unknown[] = [];
  sparse[2 ** 32 - 2] = 1;
  const { text, size, cut } = toJson(sparse, 200);
  assert(cut && size > 1_000_000);
  assertEquals(JSON.parse(text!).at(-1).slice(0, 2), "… ");
});

Deno.test("toJson() survives a call with hardly any stack left", () => {
  const value = [1n, { a: [new Map([[{}, {}]])] }];
  let told: (string | undefined)[] = [];
  const descend = (): void => {
    try {
      descend();
    } catch {
      // The first frames that unwind have no room, the last ones have.
    }
    if (told.length < 300) told = [...told, toJson(value, 1_000).text];
  };
  descend();
  assertEquals(told.at(-1), '["[BigInt: 1]",{"a":[{"[Map]":[[{},{}]]}]}]');
  for (const text of told) JSON.parse(text!);
});

const records = Array.from({ length: 1_000 }, (_, i) => ({
  name: `entity ${i}`,
  entityType: "person",
  observations: ["likes tea", "lives in Berlin"],
}));

Deno.test("toJson() shows whole records of a long list and counts the rest", () => {
  const { text, size, cut } = toJson(records, 4_000);
  const list = JSON.parse(text!);
  const mark = list.pop();
  assertEquals(list, records.slice(0, list.length));
  assertEquals(mark, `… ${1_000 - list.length} more`);
  assertGreater(text!.length, 3_800, `${text!.length} of 4000 characters were used`);
  assertEquals({ size, cut }, { size: JSON.stringify(records).length, cut: true });
});

Deno.test("toJson() shares the budget between the lists of an object", () => {
  const { text } = toJson({ entities: records, relations: records }, 4_000);
  const { entities, relations } = JSON.parse(text!);
  assertEquals(entities.length, relations.length);
  assertGreater(entities.length, 15);
});

Deno.test("toJson() cuts a huge string so that the fields beside it stay", () => {
  const { text } = toJson({ a: 1, log: "x".repeat(100_000), b: ["small"], c: "also" }, 1_000);
  const told = JSON.parse(text!);
  const shown = told.log.indexOf("…");
  assertEquals(told, {
    a: 1,
    log: `${"x".repeat(shown)}… ${100_000 - shown} more characters`,
    b: ["small"],
    c: "also",
  });
  assertGreater(text!.length, 900);
});

Deno.test("toJson() cuts a huge first item so that the items after it stay", () => {
  const { text } = toJson(["x".repeat(100_000), ...records], 4_000);
  const told = JSON.parse(text!);
  assertEquals(told.slice(1, -1), records.slice(0, told.length - 2));
  assertGreater(told.length, 20);
});

Deno.test("toJson() counts the keys of a large object that it leaves out", () => {
  const byName = Object.fromEntries(records.map((record) => [record.name, record]));
  const { text } = toJson(byName, 2_000);
  const told = JSON.parse(text!);
  const shown = Object.keys(told).length - 1;
  assertGreater(shown, 10);
  assertEquals(told["…"], `${1_000 - shown} more keys`);
  // What was cut once can be returned again.
  assertEquals(JSON.parse(toJson({ ...told, more: records }, 2_000).text!)["…"], told["…"]);
});

Deno.test("toJson() counts a long string's characters, escapes or not, and keeps pairs whole", () => {
  for (const unit of ["x", "\n", "\u0001", "😀", 'a"\\']) {
    for (let controls = 0; controls < 40; controls++) {
      const value = "\x01".repeat(controls) + unit.repeat(10_000);
      const budget = 500;
      const { text } = toJson(value, budget);
      assertLessOrEqual(text!.length, budget, `${unit}: ${text!.length}`);
      assertGreater(text!.length, 350, `${unit}: ${text!.length}`);
      const told: string = JSON.parse(text!);
      const at = told.indexOf("…");
      assert(told.isWellFormed());
      assertEquals(told, `${value.slice(0, at)}… ${value.length - at} more characters`);
    }
  }
});

Deno.test("toJson() keeps within the budget and valid, whatever is cut", () => {
  let seed = 1;
  const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const make = (depth: number): unknown => {
    const kind = random(depth > 4 ? 3 : 6);
    if (kind === 0) return '"\n😀é\ud800x'.repeat(random(200));
    if (kind === 1) return random(1e9) / 7;
    if (kind === 2) return [null, true, undefined, new Map([[1, 2n]])][random(4)];
    if (kind < 5) return Array.from({ length: random(9) }, () => make(depth + 1));
    const keys = Array.from({ length: random(7) }, () => "k".repeat(random(random(300) + 1)));
    return Object.fromEntries(keys.map((key) => [key, make(depth + 1)]));
  };
  for (let i = 0; i < 300; i++) {
    const value = [make(0), make(0)];
    const budget = 32 + random(5_000);
    const { text, size, cut } = toJson(value, budget);
    assertLessOrEqual(text!.length, budget, `${text!.length} > ${budget}`);
    JSON.parse(text!);
    assertEquals(cut, size > budget);
  }
});
