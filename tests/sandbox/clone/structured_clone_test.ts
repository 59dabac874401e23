import { assert, assertEquals, assertThrows } from "@std/assert";
import { structuredClone as ours } from "../../../src/sandbox/clone/structured_clone.ts";
import { CLONED, REFUSED, REFUSED_HERE } from "../clone_values.ts";

const theirs = globalThis.structuredClone;

const cycle: Record<string, unknown> = { name: "cycle" };
cycle.self = [cycle, new Map([[cycle, new Set([cycle])]])];
const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const detached = new ArrayBuffer(4);
detached.transfer();

Deno.test("structuredClone has the name and length of Deno's", () => {
  assertEquals([ours.name, ours.length], [theirs.name, theirs.length]);
});

for (const [name, make] of Object.entries(CLONED)) {
  Deno.test(`structuredClone makes of ${name} what Deno's makes`, () => {
    const value = make();
    const clone = ours(value, undefined);
    assertEquals(look(clone), look(theirs(make())));
    if (typeof value === "object" && value !== null) assert(clone !== value);
  });
}

for (const [name, make] of Object.entries(REFUSED)) {
  Deno.test(`structuredClone refuses ${name} in the words of Deno's`, () => {
    const [mine, deno] = [thrown(() => ours(make(), undefined)), thrown(() => theirs(make()))];
    assertEquals([mine.name, mine.message], [deno.name, deno.message]);
    assertEquals(Object.getPrototypeOf(mine), Object.getPrototypeOf(deno));
  });
}

for (const [name, [make, text]] of Object.entries(REFUSED_HERE)) {
  Deno.test(`structuredClone refuses ${name}`, () => {
    const { name, message } = thrown(() => ours(make(), undefined));
    assertEquals([name, message], ["DataCloneError", `${text} could not be cloned.`]);
  });
}

Deno.test("structuredClone finds nothing in segments, for whose class no start pays", () => {
  const segments = new Intl.Segmenter().segment("a");
  assertEquals(ours([segments, segments[Symbol.iterator]()], undefined), [{}, {}]);
});

Deno.test("structuredClone refuses what only newer releases have", () => {
  const { Temporal } = globalThis as unknown as { Temporal?: { Now: { instant(): object } } };
  if (!Temporal) return;
  const { message } = thrown(() => ours(Temporal.Now.instant(), undefined));
  assertEquals(message, "[object Temporal.Instant] could not be cloned.");
});

Deno.test("structuredClone keeps cycles and what is shared", () => {
  const clone = ours(cycle, undefined) as typeof cycle;
  const [self, map] = clone.self as [object, Map<object, Set<object>>];
  assert(self === clone && clone !== cycle);
  assert(map.get(clone)!.has(clone));
  const shared = [
    new Date(0),
    /a/,
    Object(1),
    bytes,
    bytes.buffer,
    new Error("x"),
    new Map(),
    new Set(),
  ];
  for (const one of shared) {
    const [first, second] = ours([one, one], undefined) as unknown[];
    assert(first === second && first !== one);
  }
  const [view, buffer, data] = ours(
    [bytes, bytes.buffer, new DataView(bytes.buffer)],
    undefined,
  ) as [Uint8Array, ArrayBuffer, DataView];
  assert(view.buffer === buffer && data.buffer === buffer && buffer !== bytes.buffer);
  view[0] = 9;
  assertEquals([data.getUint8(0), bytes[0]], [9, 1]);
});

Deno.test("structuredClone makes errors of the errors that Deno's makes", () => {
  const odd = Object.assign(new Error("x"), { name: "RangeError", message: 5, code: 1 });
  const getters = Object.defineProperties(new Error("x"), {
    message: { get: () => "no" },
    cause: { get: () => "no" },
  });
  const nested = new TypeError("outer", {
    cause: new RangeError("inner", { cause: { why: [1] } }),
  });
  const own = new (class Own extends SyntaxError {
    override name = "Own";
  })("mine");
  const all = [new Error(), odd, getters, nested, own, new Error("x", { cause: undefined })];
  for (const Class of [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) {
    all.push(new Class("text"));
  }
  all.push(new AggregateError([1], "m"), Object.assign(new Error("q"), { name: "constructor" }));
  for (const error of all) {
    const [mine, deno] = [ours(error, undefined) as Error, theirs(error)];
    assertEquals(look(facts(mine)), look(facts(deno)));
    assertEquals([mine.stack, Object.keys(mine)], [error.stack, []]);
  }
  const itself = new Error("loop");
  itself.cause = itself;
  const clone = ours(itself, undefined) as Error;
  assert(clone.cause === clone && clone !== itself);
  assertEquals(
    (ours(Object.assign(new Error("x"), { stack: 7 }), undefined) as Error).stack,
    undefined,
  );
  assertEquals(
    (ours(Object.assign(new Error("x"), { name: Symbol() }), undefined) as Error).name,
    "Error",
  );

  function facts(error: Error): unknown[] {
    const is = Object.getOwnPropertyDescriptors(error) as Record<string, PropertyDescriptor>;
    const cause = error.cause instanceof Error ? facts(error.cause) : is.cause;
    return [Object.getPrototypeOf(error).name, is.message, cause, Object.keys(is).sort()];
  }
});

Deno.test("structuredClone calls each getter once, in the order of Deno's", () => {
  for (const clone of [ours, theirs] as const) {
    const asked: string[] = [];
    const get = (name: string, value: unknown = 1) => ({
      enumerable: true,
      get: () => (asked.push(name), value),
    });
    const inner = Object.defineProperties({}, { c: get("c"), 2: get("2") });
    const value = Object.defineProperties({}, { b: get("b", inner), a: get("a"), 1: get("1") });
    assertEquals(clone(value, undefined as never), { 1: 1, a: 1, b: { 2: 1, c: 1 } });
    assertEquals(asked, ["1", "b", "2", "c", "a"]);
  }
});

Deno.test("structuredClone detaches the buffers that it is to transfer", () => {
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  const other = new ArrayBuffer(1);
  const view = new Uint8Array(buffer, 1);
  const transfer = new Set([buffer, other]);
  const clone = ours({ view, buffer }, { transfer }) as { view: Uint8Array; buffer: ArrayBuffer };
  assertEquals([...clone.view], [2, 3]);
  assert(clone.view.buffer === clone.buffer);
  assertEquals([buffer.detached, other.detached, view.length], [true, true, 0]);

  const kept = new ArrayBuffer(1);
  thrown(() => ours(() => {}, { transfer: [kept] }));
  assertEquals(kept.detached, false);
  const early = {
    get a() {
      kept.transfer();
      return 1;
    },
  };
  const { name, message } = thrown(() => ours(early, { transfer: [kept] }));
  assertEquals([name, message], ["DataCloneError", "ArrayBuffer at index 0 is already detached"]);
});

Deno.test("structuredClone makes views that grow with their buffer of those that do", () => {
  for (const clone of [ours, theirs] as const) {
    const buffer = new ArrayBuffer(6, { maxByteLength: 16 });
    const views: ArrayBufferView[] = [
      new Uint8Array(buffer, 1),
      new Uint8Array(buffer, 1, 2),
      new DataView(buffer, 2),
    ];
    views.push(new DataView(buffer, 2, 3), new Uint16Array(buffer, 2), new Uint32Array(buffer));
    const clones = clone(
      views,
      undefined as never,
    ) as (ArrayBufferView & { buffer: ArrayBuffer })[];
    clones[0]!.buffer.resize(16);
    assertEquals(clones.map(({ byteLength }) => byteLength), [15, 2, 14, 3, 14, 16]);
  }
});

Deno.test("structuredClone cuts a function's text where Deno's does", () => {
  for (let chars = 80; chars < 140; chars++) {
    const run = new Function(`return "${"x".repeat(chars)}"`);
    assertEquals(thrown(() => ours(run, null)).message, thrown(() => theirs(run)).message);
  }
});

Deno.test("structuredClone refuses options in the words of Deno's", () => {
  const ok = new ArrayBuffer(1);
  const all: unknown[] = [1, "x", { transfer: 1 }, { transfer: null }, { transfer: {} }];
  all.push({ transfer: "ab" }, { transfer: [1] }, { transfer: [ok, null] }, { transfer: [{}] });
  all.push({ transfer: [() => {}] }, { transfer: [detached] }, { transfer: [new Uint8Array(1)] });
  all.push({ transfer: [new SharedArrayBuffer(1)] }, {
    get transfer() {
      throw new RangeError("mine");
    },
  });
  for (const options of all) {
    const mine = thrown(() => ours(1, options));
    const deno = thrown(() => theirs(1, options as never));
    assertEquals([mine.name, mine.message], [deno.name, deno.message]);
  }
  for (
    const options of [null, undefined, {}, () => {}, { transfer: undefined }, { transfer: [] }]
  ) {
    assertEquals([ours(1, options), theirs(1, options as never)], [1, 1]);
  }
  const twice = thrown(() => ours(1, { transfer: [new ArrayBuffer(1), ok, ok] }));
  assertEquals([twice.name, twice.message], [
    "DataCloneError",
    "ArrayBuffer at index 2 is listed twice",
  ]);
  assertEquals(ok.detached, false);
  assertEquals(thrown(() => ours(1, { transfer: [ok, ok] })).name, "DataCloneError");
  const missing = thrown(ours as () => unknown);
  assertEquals([missing.name, missing.message], [
    "TypeError",
    "Failed to execute 'structuredClone': 1 argument required, but only 0 present",
  ]);
});

Deno.test("structuredClone of what is nested very deep throws, of what is nested deep does not", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 200_000; i++) deep = i % 2 ? [deep] : { deep };
  assertThrows(() => ours(deep, undefined), RangeError);
  let less: unknown = 1;
  for (let i = 0; i < 1_000; i++) less = new Map([[{ less }, [less]]]);
  assert(ours(less, undefined) instanceof Map);
});

Deno.test("structuredClone asks no proxy, and hears of no symbol", () => {
  const brand = Object.getOwnPropertySymbols(new DOMException("x"))
    .concat(Object.getOwnPropertySymbols(new URL("a:b")), Symbol.toStringTag, Symbol.iterator);
  for (const symbol of brand) {
    let asked = 0;
    const get = () => (asked++, () => ({ type: "Blob", parts: [], size: 0 }));
    const bearer = Object.defineProperty({ a: 1 }, symbol, { get, enumerable: true });
    assertEquals(ours(bearer, undefined), { a: 1 });
    assertEquals(asked, 0);
    assertEquals(ours({ [symbol]: () => ({ type: "nope" }) }, undefined), {});
    const stream = { [symbol]: "ReadableStream" };
    const { message } = thrown(() => ours(stream, { transfer: [stream] }));
    assertEquals(message, "Value not transferable");
    const late = {
      get a() {
        return Object.assign({}, { [symbol]: () => ({ type: "File" }) });
      },
    };
    assertEquals(ours(late, undefined), { a: {} });
  }
  const traps = new Proxy({}, {
    get(_, trap) {
      throw new Error(`a trap was called: ${String(trap)}`);
    },
  });
  for (const target of [{}, [], new Map(), () => {}, new Error()]) {
    const { name } = thrown(() => ours([new Proxy(target, traps)], undefined));
    assertEquals(name, "DataCloneError");
  }
});

function thrown(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

/** All that there is to see of a value, and the prototypes in it. */
function look(value: unknown): string {
  const prototypes: string[] = [];
  const seen = new Set();
  const visit = (at: unknown) => {
    if (typeof at !== "object" || at === null || seen.has(at)) return;
    seen.add(at);
    const prototype = Object.getPrototypeOf(at);
    prototypes.push(prototype === null ? "null" : prototype.constructor.name);
    if (prototype === null) return;
    if (at instanceof Map) { for (const pair of at) pair.forEach(visit); }
    if (at instanceof Set) { for (const item of at) visit(item); }
    if (ArrayBuffer.isView(at)) {
      prototypes.push(`${at.byteOffset} ${at.byteLength}`, lookAtBuffer(at.buffer));
    }
    if (at instanceof ArrayBuffer) prototypes.push(lookAtBuffer(at));
    if (at instanceof RegExp) prototypes.push(`${at.lastIndex}`);
    for (const key of Reflect.ownKeys(at)) {
      const is = Reflect.getOwnPropertyDescriptor(at, key)!;
      prototypes.push(`${String(key)} ${is.enumerable} ${is.writable} ${is.configurable}`);
      visit(is.value);
    }
  };
  visit(value);
  return Deno.inspect(value, { depth: 20 }) + prototypes.join("\n");
}

function lookAtBuffer(buffer: ArrayBufferLike): string {
  const { byteLength, maxByteLength, resizable } = buffer as ArrayBuffer;
  return `${byteLength} ${maxByteLength} ${resizable}`;
}
