import { assert, assertEquals, assertMatch } from "@std/assert";
import { captureConsole } from "../../../src/sandbox/console/console.ts";
import type { LogEntry } from "../../../src/rpc/protocol.ts";
import { callAll } from "../console_calls.js";

const URL_OF_CALLS = new URL("../console_calls.js", import.meta.url).href;

/** The entries that `use` leaves in a captured console. */
function capture(use: (console: Console) => void): LogEntry[] {
  const entries: LogEntry[] = [];
  use(captureConsole(Deno.inspect, (level, text) => entries.push({ level, text }), 48_000));
  return entries;
}

function texts(use: (console: Console) => void): string[] {
  return capture(use).map(({ text }) => text);
}

Deno.test("Captured console writes what Deno's console writes", async () => {
  const code = `import { callAll } from ${JSON.stringify(URL_OF_CALLS)}; callAll(console);`;
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", "--no-lock", code],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  assert(success, decoder.decode(stderr));
  const entries = capture(callAll);
  const lines = (...levels: string[]) =>
    entries.filter(({ level }) => levels.includes(level)).map(({ text }) => `${text}\n`).join("");
  assertEquals(lines("log", "info", "debug"), decoder.decode(stdout));
  assertEquals(lines("warn", "error"), decoder.decode(stderr));
});

Deno.test("Captured console keeps the five levels apart", () => {
  const entries = capture((console) => {
    console.log("a");
    console.info("b");
    console.warn("c");
    console.error("d");
    console.debug("e");
    console.assert(false);
    console.table([]);
    console.countReset("x");
  });
  assertEquals(
    entries.map(({ level }) => level),
    ["log", "info", "warn", "error", "debug", "error", "log", "warn"],
  );
});

Deno.test("Captured console fills in %j with what JSON can't hold described", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle, 1n);
  assertEquals(texts((console) => console.log("%j %j %j", { a: 1 }, cycle, undefined)), [
    '{"a":1} ["[Circular: 1 level up]","[BigInt: 1]"] undefined',
  ]);
});

Deno.test("Captured console indents whatever is written in a group, but not without end", () => {
  const lines = texts((console) => {
    console.group();
    console.count();
    console.dir("a\nb");
    for (let i = 0; i < 100_000; i++) console.group();
    console.log("deep");
    for (let i = 0; i < 200_000; i++) console.groupEnd();
    console.log("out");
  });
  assertEquals(lines, ["  default: 1", "  a\n  b", `${"  ".repeat(20)}deep`, "out"]);
});

Deno.test("Captured console times with three digits", async () => {
  const entries: string[] = [];
  const console = captureConsole(Deno.inspect, (_, text) => entries.push(text), 48_000);
  console.time("t");
  await new Promise((resolve) => setTimeout(resolve, 12));
  console.timeLog("t", "so far", { n: 1 });
  console.timeEnd("t");
  console.timeEnd("t");
  assertMatch(entries[0]!, /^t: \d{2,}(\.\d)?ms so far { n: 1 }$/);
  assertMatch(entries[1]!, /^t: \d{2,}(\.\d)?ms$/);
  assertEquals(entries[2], "Timer 't' does not exist");
});

Deno.test("Captured console traces to its caller, without frames of its own", () => {
  function caller(console: Console) {
    console.trace("here %s", 1);
  }
  const [text] = texts(caller);
  assertMatch(text!, /^Trace: here 1\n {4}at caller \(/);
  assert(!text!.includes("src/sandbox/"), text);
  const [bare] = texts((console) => console.trace());
  assertMatch(bare!, /^Trace\n {4}at /);
});

Deno.test("Captured console tells what a value threw while it was shown", () => {
  const fail = (): never => {
    throw new Error("no luck");
  };
  const note = "[value that throws when it is shown: no luck]";
  const lines = texts((console) => {
    console.log("before", { [Symbol.for("Deno.customInspect")]: fail }, "after");
    console.log("%s %d", { toString: fail }, { valueOf: fail, toString: fail });
    console.count({ toString: fail } as unknown as string);
    console.dir({ [Symbol.for("Deno.customInspect")]: fail });
    console.table({
      get a(): number {
        return fail();
      },
    });
    console.table([{ a: { [Symbol.for("Deno.customInspect")]: fail } }]);
    console.log({
      [Symbol.for("Deno.customInspect")]() {
        throw Object.create(null);
      },
    });
  });
  assertEquals(lines.slice(0, 4), [`before ${note} after`, `${note} ${note}`, `${note}: 1`, note]);
  assertEquals(lines[4], "{ a: [Getter] }");
  assert(lines[5]!.includes(note));
  assertEquals(lines[6], "[value that throws when it is shown]");
});

Deno.test("Captured console survives a proxy that throws from every trap", () => {
  const fail = (): never => {
    throw new Error("trap");
  };
  const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"];
  const proxy = new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, fail])));
  const lines = texts((console) => {
    console.log(proxy);
    console.log("%s %d %o %j", proxy, proxy, proxy, proxy);
    console.table(proxy);
    console.table([proxy]);
    console.table([], proxy as unknown as string[]);
    console.dir({}, proxy as unknown as Record<string, never>);
    console.count(proxy as unknown as string);
    console.assert(false, proxy);
    console.group(proxy);
    console.log("still alive");
  });
  assertEquals(lines.length, 10);
  assertEquals(lines.at(-1), "  still alive");
});

Deno.test("Captured console keeps a row of a table on one line", () => {
  const wide = { a: "x".repeat(60), b: "y".repeat(60), c: [1, 2, 3, 4, 5, 6, 7, 8] };
  const error = Object.assign(new Error(), { stack: "Error: boo\n    at somewhere" });
  const [table] = texts((console) => console.table([{ wide, error }]));
  assertEquals(table!.split("\n").length, 5);
});

Deno.test("Captured console cuts a line that nobody could read", () => {
  const lines = texts((console) => {
    console.log("x".repeat(48_000));
    console.log("x".repeat(1_000_000));
    console.table(Array(2_000).fill(1));
  });
  assertEquals(lines[0]!.length, 48_000);
  assertEquals(lines[1], `${"x".repeat(48_000)}… 952000 more characters`);
  assertMatch(lines[2]!, /… 1000 more rows$/);
});

Deno.test("Captured console works without `this`, can be replaced, and shows itself as Deno's does", () => {
  const lines = texts((console) => {
    const { log, count, table, group, trace } = console;
    ["a", "b"].forEach((text) => log(text));
    count();
    table(5);
    group();
    trace();
    console.log = () => {};
    console.log("not shown");
  });
  assertEquals(lines.slice(0, 4), ["a", "b", "default: 1", "5"]);
  assertEquals(lines.length, 5);
});
