import { assertEquals } from "@std/assert";
import { Workbench } from "../../helpers/execute.ts";

/** Clones while every method, getter and static of the built-ins throws, and setters wait for fields. */
const TAMPERED = `
  const { ownKeys, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const clone = structuredClone;
  const buffer = new Uint8Array([1, 2]).buffer, gone = new ArrayBuffer(1);
  const value = { a: [1, { b: "x" }, , 4], map: new Map([[1, { c: 2 }]]), set: new Set([[3]]),
    date: new Date(5), text: /a/gy, box: Object("t"), big: Object(1n), buffer, bytes: new Uint8Array(buffer, 1),
    data: new DataView(buffer), error: new TypeError("bad", { cause: [1] }) };
  value.self = value;
  const thrower = () => { throw new Error("spoiled") };
  const undo = [], change = [];
  const plan = (on, key, now) => {
    const was = getOwnPropertyDescriptor(on, key);
    change.push(() => defineProperty(on, key, now));
    undo.push(() => was ? defineProperty(on, key, was) : deleteProperty(on, key));
  };
  const roots = [Object, Array, Map, Set, Date, RegExp, String, BigInt, Symbol, Error, TypeError, ArrayBuffer,
    DataView, Uint8Array, getPrototypeOf(Uint8Array), DOMException, Reflect, Promise, Function];
  for (const root of roots.flatMap((one) => [one, one.prototype]).concat([[].values().__proto__])) {
    for (const key of root ? ownKeys(root) : []) {
      const is = getOwnPropertyDescriptor(root, key);
      if (!is.configurable || key === "name" || key === "length") continue;
      plan(root, key, is.get ? { get: thrower, configurable: true } : { value: thrower, configurable: true });
    }
  }
  const accessor = { get: thrower, set: thrower, configurable: true };
  for (const key of ["0", "1", "2", "3", "a", "b", "map", "maxByteLength", "transfer", "self"]) {
    plan(Object.prototype, key, accessor);
    plan(Array.prototype, key, accessor);
  }
  for (const name of ["Map", "Set", "Date", "RegExp", "Error", "TypeError", "Object", "DOMException", "ArrayBuffer"]) {
    plan(globalThis, name, { value: thrower, configurable: true, writable: true });
  }
  let made, refused;
  for (let i = 0; i < change.length; i++) change[i]();
  try {
    made = clone(value);
    try { clone(() => 1) } catch (error) { refused = error }
  } finally {
    for (let i = undo.length - 1; i >= 0; i--) undo[i]();
  }
  const { self, map, set, date, text, box, big, bytes, data, error } = made;
  return [self === made, made.a, [...map], [...set], date.getTime(), String(text), box + big, [...bytes],
    data.getUint8(0), bytes.buffer === made.buffer && made.buffer === data.buffer && data.buffer !== buffer,
    error instanceof TypeError && error.message, error.cause, refused.name, refused.message,
    [made, made.a, map, set, date, text, made.buffer].map((one) => getPrototypeOf(one).constructor.name)]`;

Deno.test("structuredClone of a program is the same when every built-in has been tampered with", async () => {
  await using bench = new Workbench();
  const outcome = await bench.run(TAMPERED);
  const kinds = ["Object", "Array", "Map", "Set", "Date", "RegExp", "ArrayBuffer"];
  assertEquals(outcome, {
    status: "ok",
    result: [
      ...[
        true,
        [1, { b: "x" }, "[empty]", 4],
        [[1, { c: 2 }]],
        [[3]],
        5,
        "/a/gy",
        "t1",
        [2],
        1,
        true,
      ],
      ...["bad", [1], "DataCloneError", "() => 1 could not be cloned.", kinds],
    ],
    calls: { total: 0 },
  });
});
