import type { Family } from "../../attack.ts";

export const floods: Family = {
  name: "floods",
  attacks: [
    {
      name: "logs without end",
      code: `for (;;) console.log("x".repeat(1000))`,
      expect: { error: "timeout", or: "limit" },
      timeoutMs: 500,
    },
    {
      name: "empty logs without end",
      code: `for (;;) console.log()`,
      expect: { error: "timeout", or: "limit" },
      timeoutMs: 500,
    },
    {
      name: "one long log",
      code: `console.log("x".repeat(2 ** 23)); return 1`,
      expect: { result: 1 },
      timeoutMs: 10_000,
    },
    {
      name: "a log of a long table",
      code: `console.table(Array.from({ length: 20_000 }, (_, i) => ({ i, j: i }))); return 1`,
      expect: { result: 1 },
      timeoutMs: 10_000,
    },
    {
      name: "more calls than may be made",
      code: `for (;;) await memory.openNodes([])`,
      expect: { error: "limit" },
      timeoutMs: 20_000,
    },
    {
      name: "calls that nobody awaits",
      code: `for (let i = 0; i < 20_000; i++) memory.openNodes([]).catch(() => {}); return "made"`,
      expect: { error: "limit" },
      timeoutMs: 20_000,
    },
    {
      name: "calls without end in one turn",
      code: `for (;;) memory.openNodes([])`,
      expect: { error: "memory", or: "timeout" },
      timeoutMs: 2_000,
    },
    {
      name: "wrong calls without end",
      code: `for (;;) await memory.openNodes(1).catch(() => {})`,
      expect: { error: "limit" },
      timeoutMs: 20_000,
    },
    {
      name: "arguments over the limit",
      code: `return await memory.searchNodes("x".repeat(2 ** 20))`,
      expect: { error: "runtime", message: "split them over several calls" },
    },
    {
      name: "a result that is too long",
      code: `return "x".repeat(2 ** 24)`,
      expect: { ok: true },
    },
    {
      name: "a result with very many keys",
      code: `return Object.fromEntries(Array.from({ length: 2e4 }, (_, i) => ["k" + i, i]))`,
      expect: { ok: true },
    },
    {
      name: "a result of control characters, each of which is six in JSON",
      code: String.raw`return "\u0001".repeat(40_000)`,
      expect: { ok: true },
    },
    {
      name: "a message that is too long",
      code: `throw new Error("x".repeat(2 ** 24))`,
      expect: { error: "runtime" },
    },
    {
      name: "a message of control characters",
      code: String.raw`throw new Error("\u0001".repeat(40_000))`,
      expect: { error: "runtime" },
    },
    {
      name: "a name that is too long",
      code: `throw Object.assign(new Error("x"), { name: "N".repeat(2 ** 24) })`,
      expect: { error: "runtime" },
    },
    {
      name: "a stack that is too long",
      code:
        `throw Object.assign(new Error("x"), { stack: "at submission:1:1\\n".repeat(2 ** 20) })`,
      expect: { error: "runtime" },
    },
    {
      name: "very many rejections",
      code: `for (let i = 0; i < 1e4; i++) Promise.reject(new Error("x" + i));
        await new Promise((resolve) => setTimeout(resolve, 100)); return 1`,
      expect: { error: "runtime" },
      timeoutMs: 10_000,
    },
    {
      name: "errors in an error",
      code: `throw new AggregateError(Array.from({ length: 1e4 }, (_, i) => new Error("x" + i)))`,
      expect: { error: "runtime" },
    },
  ],
};
