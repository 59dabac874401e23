/** A worker that spoils every built-in it can reach, then uses what results and logs go through. */
import { captureConsole } from "../../src/sandbox/console/console.ts";
import { LogThrottle } from "../../src/sandbox/console/log_throttle.ts";
import { toJson } from "../../src/sandbox/values/to_json.ts";

declare const self: { name?: string; postMessage(text: string): void };

const inspect = Deno.inspect;

/** Values to use; made before anything is spoiled. */
export function makeValues(): unknown[] {
  const map = new Map<unknown, unknown>([["k", 1n], [{ a: 1 }, [2]]]);
  return [
    { plain: [1, "x", { y: null }], __proto__: null },
    [undefined, () => {}, Symbol("s"), 1n, NaN, map, new Set([1]), new Date(0)],
    [Object.assign(new Error("boom"), { stack: "Error: boo" }), new Uint8Array([1]), Object(1n)],
    [[{ name: "long ".repeat(40) }, [1, 2, [3]], map], "y".repeat(300)],
    [{ id: 1, name: "a" }, { id: 20 }, 5],
    map,
    { text: "two\nlines" },
  ];
}

/** One text of all that comes out: the same in a realm that was spoiled and one that was not. */
export function useAll(values: unknown[]): string {
  let all = "";
  for (let i = 0; i < values.length; i++) {
    for (let budget = 100; budget < 10_000; budget *= 4) {
      const { text, size, cut } = toJson(values[i], budget);
      all += `${text} ${size} ${cut}\n`;
    }
  }
  const throttle = new LogThrottle(
    (entries, dropped) => {
      for (let i = 0; i < entries.length; i++) all += `${dropped}: ${entries[i]!.text}\n`;
    },
    { head: 100, tail: 60 },
    () => 0,
  );
  for (let i = 0; i < 20; i++) throttle.push({ level: "log", text: `line ${i}` });
  throttle.flush();
  // What `Deno.inspect` shows then is Deno's affair: that of 2.4 throws. Each line must come all the same.
  let lines = 0;
  writeAll(captureConsole(inspect, () => lines++, 48_000), values);
  const typeOf = (value: unknown) => `<${typeof value}>`;
  writeAll(captureConsole(typeOf, (level, text) => all += `${level}: ${text}\n`, 48_000), values);
  return `${all}${lines} lines`;
}

function writeAll(console: Console, values: unknown[]): void {
  for (let i = 0; i < values.length; i++) {
    console.log(values[i], "%s", i);
    console.log("%s %d %f %j %o %%", i, "4", 1.5, values[i], values[i]);
    console.table(values[i]);
    console.dir(values[i], { depth: 1 });
    console.assert(false, values[i]);
  }
  console.count();
  console.count("a");
  console.countReset();
  console.group("%s", "group");
  console.warn("two\nlines");
  console.timeEnd("none");
  console.time();
  console.groupEnd();
}

if (self.name === "tampering") {
  const post = self.postMessage.bind(self);
  const values = makeValues();
  const restore = spoil();
  const told = useAll(values);
  restore(); // postMessage of Deno 2.4 itself cannot do without
  post(told);
}

/** Makes every method and getter of the built-ins throw; returns what undoes it. */
function spoil(): () => void {
  const { ownKeys, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const { deleteProperty } = Reflect;
  const thrower = () => {
    throw new Error("spoiled");
  };
  const accessor = { get: thrower, set: thrower, configurable: true };
  const undo: (() => void)[] = [];
  const changes: (() => void)[] = [];
  const change = (on: object, key: PropertyKey, now: PropertyDescriptor) => {
    const before = getOwnPropertyDescriptor(on, key);
    changes.push(() => defineProperty(on, key, now));
    undo.push(() => before ? defineProperty(on, key, before) : deleteProperty(on, key));
  };
  for (const root of reachable()) {
    for (const key of ownKeys(root)) {
      const is = getOwnPropertyDescriptor(root, key)!;
      if (key === "constructor" || !is.configurable) continue;
      if (is.get) change(root, key, accessor);
      if (typeof is.value === "function") change(root, key, { value: thrower, configurable: true });
    }
  }
  for (const on of [Object.prototype, Array.prototype]) {
    for (const key of ["0", "1", "toJSON", "message", "done"]) change(on, key, accessor);
  }
  for (let i = 0; i < changes.length; i++) changes[i]!();
  return () => {
    for (let i = 0; i < undo.length; i++) undo[i]!();
  };

  /** Constructors, prototypes, namespaces, and the prototypes of iterators. */
  function reachable(): Set<object> {
    const roots = Object.getOwnPropertyNames(globalThis)
      .map((name) => (globalThis as Record<string, unknown>)[name])
      .filter((value) => typeof value === "function") as object[];
    const iterators = [[].values(), new Map().values(), new Set().values(), "".matchAll(/x/g)];
    roots.push(JSON, Reflect, Math, performance, ...iterators);
    const all = new Set<object>();
    for (const root of roots) {
      for (const start of [root, (root as { prototype?: object }).prototype]) {
        for (let object = start ?? null; object !== null; object = getPrototypeOf(object)) {
          all.add(object);
        }
      }
    }
    return all;
  }
}
