// Asks only what the original does too: without `links` in deno.json these tests run against it.
import {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unreachable,
} from "@std/assert";

/** Written without the package under test, so that a broken `assertThrows` cannot hide itself. */
function refused(run: () => unknown): AssertionError {
  try {
    run();
  } catch (error) {
    if (error instanceof AssertionError && error.name === "AssertionError") return error;
    throw error;
  }
  throw new Error(`Nothing was refused by ${run}`);
}

function mustEqual(a: unknown, b: unknown): void {
  if (!equal(a, b) || !equal(b, a)) throw new Error(`Not equal: ${Deno.inspect([a, b])}`);
}

function mustDiffer(a: unknown, b: unknown): void {
  if (equal(a, b) || equal(b, a)) throw new Error(`Equal: ${Deno.inspect([a, b])}`);
}

Deno.test("equal() compares primitives by value, NaN and zeros included", () => {
  mustEqual(NaN, NaN);
  mustEqual(0, -0);
  mustEqual([0, "a"], [-0, "a"]);
  mustDiffer(1, "1");
  mustDiffer(null, undefined);
  mustDiffer({}, null);
});

Deno.test("equal() compares objects by keys, values and prototype", () => {
  class Point {
    constructor(public x: number) {}
  }
  mustEqual({ a: { b: [1] } }, { a: { b: [1] } });
  mustEqual(Object.create(null), {});
  mustEqual(new Point(1), new Point(1));
  mustDiffer(new Point(1), new Point(2));
  mustDiffer(new Point(1), { x: 1 });
  mustDiffer({ a: undefined }, {});
  mustDiffer({ a: undefined }, { b: undefined });
  mustDiffer([1, 2], [2, 1]);
  mustDiffer([1], { 0: 1 });
  mustDiffer([, 1], [undefined, 1]);
  const key = Symbol("key");
  mustEqual({ [key]: 1 }, { [key]: 1 });
  mustDiffer({ [key]: 1 }, { [key]: 2 });
});

Deno.test("equal() sees the contents of built-in objects", () => {
  mustEqual(new Date(5), new Date(5));
  mustEqual(new Date(NaN), new Date(NaN));
  mustDiffer(new Date(5), new Date(6));
  mustEqual(/a/g, /a/g);
  mustDiffer(/a/g, /a/i);
  const used = /a/g;
  used.test("a");
  mustEqual(used, /a/g);
  mustEqual(new URL("https://a.test/x"), new URL("https://a.test/x"));
  mustDiffer(new URL("https://a.test/x"), new URL("https://a.test/y"));
  mustEqual(new URLSearchParams("a=1"), new URLSearchParams({ a: "1" }));
  mustDiffer(new URLSearchParams("a=1"), new URLSearchParams("a=2"));
  mustEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2]));
  mustDiffer(new Uint8Array([1, 2]), new Uint8Array([1, 3]));
  mustDiffer(new Uint8Array([1]), new Uint16Array([1]));
  mustEqual(new Uint8Array([7]).buffer, new Uint8Array([7]).buffer);
  mustDiffer(new Uint8Array([7]).buffer, new Uint8Array([8]).buffer);
  mustEqual(new WeakRef({ a: 1 }), new WeakRef({ a: 1 }));
  mustDiffer(new WeakRef({ a: 1 }), new WeakRef({ a: 2 }));
  mustDiffer(() => 1, () => 1);
});

Deno.test("equal() ignores the order of sets and maps", () => {
  mustEqual(new Set([1, 2]), new Set([2, 1]));
  mustEqual(new Set([{ a: 1 }, new Set([2])]), new Set([new Set([2]), { a: 1 }]));
  mustDiffer(new Set([1, 2]), new Set([1, 3]));
  mustEqual(new Map([["a", 1], ["b", 2]]), new Map([["b", 2], ["a", 1]]));
  mustDiffer(new Set([1]), Object.assign(new Set([1]), { extra: true }));
  mustDiffer(new Map([["a", 1]]), new Map([["a", 2]]));
  mustEqual(new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 1 }, [1]]]));
  mustDiffer(new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 2 }, [1]]]));
});

Deno.test("equal() comes to an end on cycles", () => {
  const a: Record<string, unknown> = { n: 1 };
  a.self = a;
  const b: Record<string, unknown> = { n: 1 };
  b.self = b;
  mustEqual(a, b);
  b.n = 2;
  mustDiffer(a, b);
});

Deno.test("equal() refuses to compare what nobody can see into", () => {
  for (const make of [() => new WeakMap(), () => new WeakSet()]) {
    const error = assertThrows(() => equal(make(), make()), TypeError);
    if (!error.message.startsWith("Cannot compare")) throw error;
  }
});

Deno.test("every assertion passes on what holds", async () => {
  assert(1);
  assertEquals({ a: [1] }, { a: [1] });
  assertNotEquals({ a: [1] }, { a: [2] });
  assertStrictEquals(NaN, NaN);
  assertExists(0);
  assertInstanceOf(new TypeError(), Error);
  assertMatch("abc", /b/);
  assertNotMatch("abc", /x/);
  assertStringIncludes("abc", "bc");
  assertGreater(2, 1);
  assertGreaterOrEqual(2, 2);
  assertLess("a", "b");
  assertLessOrEqual(1n, 1n);
  assertArrayIncludes([{ a: 1 }, { b: 2 }], [{ b: 2 }]);
  assertThrows(() => JSON.parse("{"));
  await assertRejects(() => Promise.reject(new Error()));
});

Deno.test("every assertion refuses what does not hold", () => {
  const one = { a: 1 };
  refused(() => assert(""));
  refused(() => assertEquals(one, { a: 2 }));
  refused(() => assertNotEquals(one, { a: 1 }));
  refused(() => assertStrictEquals(one, { a: 1 }));
  refused(() => assertStrictEquals(0, -0));
  refused(() => assertExists(null));
  refused(() => assertExists(undefined));
  refused(() => assertInstanceOf({}, Error));
  refused(() => assertMatch("abc", /x/));
  refused(() => assertNotMatch("abc", /b/));
  refused(() => assertStringIncludes("abc", "x"));
  refused(() => assertGreater(1, 1));
  refused(() => assertGreater(NaN, 1));
  refused(() => assertGreaterOrEqual(1, 2));
  refused(() => assertLess(1, 1));
  refused(() => assertLessOrEqual(2, 1));
  refused(() => assertArrayIncludes([{ a: 1 }], [{ a: 2 }]));
  refused(() => fail());
  refused(() => unreachable());
});

Deno.test("assert() fails with exactly the caller's message", () => {
  assertStrictEquals(refused(() => assert(false, "No rows")).message, "No rows");
  assertStringIncludes(refused(() => fail("No rows")).message, "No rows");
  assertStringIncludes(refused(() => unreachable("No rows")).message, "No rows");
});

Deno.test("assertThrows() returns what was thrown and checks its class and message", () => {
  const fails = () => {
    throw new TypeError("Cannot read \x1b[31mthis\x1b[39m");
  };
  assertInstanceOf(assertThrows(fails), TypeError);
  const error: TypeError = assertThrows(fails, TypeError, "read this");
  assertMatch(error.message, /^Cannot/);
  assertThrows(fails, Error);
  assertStringIncludes(refused(() => assertThrows(fails, RangeError)).message, '"TypeError"');
  refused(() => assertThrows(fails, TypeError, "write"));
  assertStringIncludes(refused(() => assertThrows(() => {}, "Why")).message, ": Why");
  const throwsText = () => {
    // deno-lint-ignore no-throw-literal -- that is the case
    throw "text";
  };
  assertStrictEquals(assertThrows(throwsText), "text");
  refused(() => assertThrows(throwsText, Error));
});

Deno.test("assertRejects() returns the reason and checks its class and message", async () => {
  const fails = () => Promise.reject(new RangeError("Too many"));
  const error: RangeError = await assertRejects(fails, RangeError, "many");
  assertStrictEquals(error.message, "Too many");
  await assertRejects(() => assertRejects(fails, TypeError), AssertionError, "RangeError");
  await assertRejects(() => assertRejects(fails, RangeError, "few"), AssertionError, "few");
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError);
  await assertRejects(() => assertRejects(() => Promise.reject("text"), Error), AssertionError);
});

Deno.test("assertRejects() refuses a function that throws before it returns a promise", async () => {
  const throws = (): Promise<void> => {
    throw new RangeError("Too early");
  };
  await assertRejects(
    () => assertRejects(throws, RangeError),
    AssertionError,
    "expected to reject",
  );
  const returnsNothing = () => undefined as unknown as Promise<void>;
  await assertRejects(() => assertRejects(returnsNothing), AssertionError, "expected to reject");
});

Deno.test("assertObjectMatch() wants a part, deeply", () => {
  class Point {
    constructor(public x: number, public y: number) {}
  }
  const actual = {
    n: 1,
    list: [{ a: 1, b: 2 }, 3],
    set: new Set([1, 2]),
    map: new Map([["k", { a: 1, b: 2 }]]),
    point: new Point(1, 2),
    text: /a/g,
    nothing: null,
  };
  assertObjectMatch(actual, { n: 1 });
  assertObjectMatch(actual, { list: [{ a: 1 }], set: new Set([2]), point: { y: 2 }, text: /a/g });
  assertObjectMatch(actual, { map: new Map([["k", { b: 2 }]]), nothing: null });
  refused(() => assertObjectMatch(actual, { n: 2 }));
  refused(() => assertObjectMatch(actual, { missing: undefined }));
  refused(() => assertObjectMatch(actual, { list: [{ a: 2 }] }));
  refused(() => assertObjectMatch(actual, { list: [{ a: 1 }, 3, 4] }));
  refused(() => assertObjectMatch(actual, { set: new Set([3]) }));
  refused(() => assertObjectMatch(actual, { map: new Map([["k", { b: 3 }]]) }));
  refused(() => assertObjectMatch(actual, { text: /a/i }));
  refused(() => assertObjectMatch(actual, { nothing: { a: 1 } }));
  assertThrows(() => assertObjectMatch(null as never, {}), TypeError, "null");
});

Deno.test("assertObjectMatch() comes to an end on cycles", () => {
  const round: Record<string, unknown> = { n: 1 };
  round.self = round;
  assertObjectMatch(round, { self: { self: { n: 1 } } });
  assertObjectMatch(round, round);
  refused(() => assertObjectMatch(round, { self: { self: { n: 2 } } }));
});

Deno.test("assertions narrow types", () => {
  const value: unknown = "text";
  assertStrictEquals<string>(value, "text");
  value.toUpperCase();
  const found: { name: string } | undefined = [{ name: "a" }].find((one) => one.name === "a");
  assertExists(found);
  found.name satisfies string;
  const error: unknown = new RangeError("r");
  assertInstanceOf(error, RangeError);
  error.message satisfies string;
});
