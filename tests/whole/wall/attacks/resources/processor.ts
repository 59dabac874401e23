import type { Attack, Family } from "../../attack.ts";

/** Code that computes until it is stopped. */
const ENDLESS: Record<string, string> = {
  "a loop": `for (;;);`,
  "a loop that catches everything": `for (;;) try { for (;;); } catch {} finally { continue }`,
  "microtasks": `const f = () => Promise.resolve().then(f); await f()`,
  "queued microtasks": `const f = () => queueMicrotask(f); f(); await new Promise(() => {})`,
  "timers": `const f = () => { setTimeout(f); setTimeout(f) }; f(); await new Promise(() => {})`,
  "a regular expression": `/^(a+)+$/.test("a".repeat(40) + "b")`,
  "a sort": `[3, 1, 2].sort(() => { for (;;); })`,
  "a sort of places that aren't there": `Array.prototype.sort.call({ length: 2 ** 53 - 1 })`,
  "a join of an array without end": `new Array(2 ** 32 - 1).indexOf(1); for (;;);`,
  "a big integer": `let n = 3n; for (;;) n = n ** 3n % (2n ** 100000n + n)`,
  "a getter that is logged": `console.log(new Proxy({}, { ownKeys() { for (;;); } })); for (;;);`,
  "a result that computes": `return { get x() { for (;;); } }`,
  "a result that a proxy makes up": `return new Proxy({}, {
    get: () => 1, has: () => true, getOwnPropertyDescriptor: () => ({ value: 1, configurable: true, enumerable: true }),
    ownKeys: () => { for (;;); } })`,
  "a toJSON": `return { toJSON() { for (;;); } }`,
  "an error that is thrown":
    `throw Object.defineProperty(new Error(), "message", { get() { for (;;); } })`,
  "a stack that is read":
    `throw Object.defineProperty(new Error(), "stack", { get() { for (;;); } })`,
  "arguments": `await memory.openNodes({ toJSON() { for (;;); } })`,
  "a thenable": `await { then() { for (;;); } }`,
  "a disposal": `{ using x = { [Symbol.dispose]() { for (;;); } } }`,
  "a comparison of strings": `const s = "a".repeat(2 ** 28); for (;;) s + "a" === "a" + s`,
  "a date": `for (;;) new Date("x".repeat(1e6))`,
  "a collator": `for (;;) new Intl.Collator("de").compare("a".repeat(1e5), "b")`,
};

export const processor: Family = {
  name: "using up the processor",
  attacks: [
    ...Object.entries(ENDLESS).map(([name, code]): Attack => ({
      name,
      code,
      expect: { error: "timeout", or: "memory" },
      timeoutMs: 300,
    })),
    {
      name: "JSON that grows with every level",
      code: `let bomb = ["lol"]; for (let i = 0; i < 40; i++) bomb = [bomb, bomb]; return bomb`,
      expect: { any: true },
      timeoutMs: 1_000,
    },
    {
      name: "the same as an argument",
      code: `let bomb = ["lol"]; for (let i = 0; i < 40; i++) bomb = [bomb, bomb];
        return await memory.openNodes(bomb)`,
      expect: { any: true },
      timeoutMs: 1_000,
    },
    {
      name: "the same in a log",
      code: `let bomb = ["lol"]; for (let i = 0; i < 40; i++) bomb = [bomb, bomb];
        console.log(bomb); console.table(bomb); console.log("%j", bomb); return 1`,
      expect: { error: "timeout", or: "memory" },
      timeoutMs: 1_000,
    },
  ],
};
