import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { parseFromSandbox as parse, ProtocolError } from "../../src/rpc/guards.ts";
import type { FromSandbox } from "../../src/rpc/protocol.ts";

const ARGUMENT_CHARS = 1_000_000;
const parseFromSandbox = (line: string) => parse(line, ARGUMENT_CHARS);

/** An error whose texts are so long. */
function thrown(name: number, message: number, stack: number) {
  return { name: "n".repeat(name), message: "m".repeat(message), stack: "s".repeat(stack) };
}

const GOOD: FromSandbox[] = [
  { type: "ready" },
  { type: "call", id: 1, method: "memory.readGraph", args: [] },
  { type: "log", level: "warn", text: "x" },
  { type: "skipped", entries: 0, chars: 0 },
  { type: "done" },
  { type: "done", result: "1", size: 100 },
  { type: "done", result: "{}", gaps: true, late: 3 },
  { type: "throw", error: { name: "TypeError", message: "x", stack: "y", call: 1, load: true } },
  { type: "throw", error: thrown(100, 4_000, 8_000) },
  { type: "stopped", call: 1, stack: "s".repeat(8_000) },
];

Deno.test("parseFromSandbox takes every message of the protocol", () => {
  for (const message of GOOD) assertEquals(parseFromSandbox(JSON.stringify(message)), message);
});

const BAD: unknown[] = [
  null,
  1,
  "ready",
  [],
  {},
  { type: "run", code: "1" },
  { type: "constructor" },
  { type: "call", id: 1, method: "memory.readGraph" },
  { type: "call", id: "1", method: "memory.readGraph", args: [] },
  { type: "call", id: -1, method: "memory.readGraph", args: [] },
  { type: "call", id: 1.5, method: "memory.readGraph", args: [] },
  { type: "call", id: 1, method: ["memory.readGraph"], args: [] },
  { type: "call", id: 1, method: "memory.readGraph", args: { length: 1 } },
  { type: "log", level: "fatal", text: "x" },
  { type: "log", level: "log", text: { toString: "x" } },
  { type: "skipped", entries: -1, chars: 1 },
  { type: "skipped", entries: 1 },
  { type: "done", result: { a: 1 } },
  { type: "done", size: "many" },
  { type: "done", late: -1 },
  { type: "done", gaps: 1 },
  { type: "throw" },
  { type: "throw", error: "x" },
  { type: "throw", error: { name: 1, message: "x" } },
  { type: "throw", error: { name: "x", message: "x", stack: [] } },
  { type: "throw", error: { name: "x", message: "x", call: -1 } },
  { type: "throw", error: { name: "x", message: "x", load: 1 } },
  { type: "throw", error: thrown(101, 4_000, 8_000) },
  { type: "throw", error: thrown(100, 4_001, 8_000) },
  { type: "throw", error: thrown(100, 4_000, 8_001) },
  { type: "stopped", call: -1, stack: "" },
  { type: "stopped", call: "1", stack: "" },
  { type: "stopped", call: 1 },
  { type: "stopped", call: 1, stack: "s".repeat(8_001) },
  { type: "x".repeat(1e6) },
  { type: { toString: 1 } },
  { type: "call", id: 1, method: "memory.searchNodes", args: ["x".repeat(ARGUMENT_CHARS + 1_024)] },
];

Deno.test("parseFromSandbox refuses everything else", () => {
  for (const message of BAD) {
    const error = assertThrows(() => parseFromSandbox(JSON.stringify(message)), ProtocolError);
    assertLess(error.message.length, 200);
  }
  for (const line of ["", "{", "undefined", '{"type":"ready"', "\0", '{"type":"ready"}x']) {
    assertThrows(() => parseFromSandbox(line), ProtocolError, "A line is not JSON");
  }
});

Deno.test("parseFromSandbox takes a call's line up to its arguments' limit and 1024 characters", () => {
  const line = JSON.stringify({ type: "call", id: 1, method: "memory.openNodes", args: ["ab"] });
  assertEquals(parse(line, line.length - 1_024).type, "call");
  assertThrows(() => parse(line, line.length - 1_025), ProtocolError, "over the limit");
  // The limit is that of calls alone.
  const log = { type: "log", level: "log", text: "x".repeat(2_000) } as const;
  assertEquals(parse(JSON.stringify(log), 1), log);
});

Deno.test("parseFromSandbox takes a message that nests 1000 levels deep, and no deeper", () => {
  const nested = (levels: number) =>
    `{"type":"call","id":1,"method":"m","args":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  assertEquals(parseFromSandbox(nested(999)).type, "call");
  assertThrows(
    () => parseFromSandbox(nested(1_000)),
    ProtocolError,
    "A message is nested more than 1000 levels deep",
  );
});

Deno.test("parseFromSandbox shows 60 characters of a type that is not there", () => {
  const type = "abc".repeat(20);
  for (const more of ["", "d"]) {
    const error = assertThrows(() => parseFromSandbox(JSON.stringify({ type: type + more })));
    assertEquals((error as Error).message, `A message with the type "${type}" has the wrong shape`);
  }
});

Deno.test("parseFromSandbox refuses brackets that would overflow a stack", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assertThrows(
    () => parseFromSandbox(`{"type":"call","id":1,"method":"memory.openNodes","args":[${deep}]}`),
    ProtocolError,
    "levels deep",
  );
  // Inside of a string they are harmless.
  parseFromSandbox(JSON.stringify({ type: "log", level: "log", text: deep }));
});

Deno.test("parseFromSandbox gives nothing but the fields of the message", () => {
  const line = '{"type":"ready","__proto__":{"x":1},"extra":1}';
  assertEquals(Object.keys(parseFromSandbox(line)), ["type"]);
});
