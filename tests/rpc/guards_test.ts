import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { parseFromSandbox as parse, ProtocolError } from "../../src/rpc/guards.ts";
import type { FromSandbox } from "../../src/rpc/protocol.ts";

const ARGUMENT_CHARS = 1_000_000;
const parseFromSandbox = (line: string) => parse(line, ARGUMENT_CHARS);

const GOOD: FromSandbox[] = [
  { type: "ready" },
  { type: "call", id: 1, method: "memory.readGraph", args: [] },
  { type: "log", level: "warn", text: "x" },
  { type: "skipped", entries: 3, chars: 100 },
  { type: "done" },
  { type: "done", result: "1", size: 100 },
  { type: "throw", error: { name: "TypeError", message: "x", stack: "y", call: 1, load: true } },
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
  { type: "throw" },
  { type: "throw", error: "x" },
  { type: "throw", error: { name: 1, message: "x" } },
  { type: "throw", error: { name: "x", message: "x", stack: [] } },
  { type: "throw", error: { name: "x".repeat(101), message: "x" } },
  { type: "throw", error: { name: "x", message: "x".repeat(4_001) } },
  { type: "throw", error: { name: "x", message: "x", stack: "x".repeat(8_001) } },
  { type: "x".repeat(1e6) },
  { type: { toString: 1 } },
  { type: "call", id: 1, method: "memory.searchNodes", args: ["x".repeat(ARGUMENT_CHARS + 1_000)] },
];

Deno.test("parseFromSandbox refuses everything else", () => {
  for (const message of BAD) {
    const error = assertThrows(() => parseFromSandbox(JSON.stringify(message)), ProtocolError);
    assertLess(error.message.length, 200);
  }
  for (const line of ["", "{", "undefined", '{"type":"ready"', "\0", '{"type":"ready"}x']) {
    assertThrows(() => parseFromSandbox(line), ProtocolError);
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
