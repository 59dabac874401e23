import type { Attack, Family } from "../../attack.ts";

/** Code that fills memory until it is stopped. */
const FILLS: Record<string, string> = {
  "objects": `const all = []; for (;;) all.push({ a: {}, b: [all.length] })`,
  "strings":
    `const all = []; for (;;) all.push(("x" + all.length).repeat(1e5).split("").join("."))`,
  "one string":
    `let s = "x"; for (;;) { s += s + "y"; s.charCodeAt(0); if (s.length > 2 ** 28) s = [s, s].join("") && "x"; (globalThis.kept ??= []).push(s) }`,
  "buffers": `const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))`,
  "one buffer": `new Uint8Array(2 ** 31).fill(1)`,
  "a buffer that grows":
    `const b = new ArrayBuffer(0, { maxByteLength: 2 ** 31 }); for (let i = 1; ; i++) { b.resize(i << 20); new Uint8Array(b).fill(1) }`,
  "clones": `const all = []; for (;;) all.push(structuredClone(new Uint8Array(1 << 20).fill(1)))`,
  "a map": `const map = new Map(); for (let i = 0; ; i++) map.set(i, "x" + i)`,
  "a big integer": `const all = []; for (;;) all.push(2n ** 1_000_000n + BigInt(all.length))`,
  "promises":
    `for (;;) new Promise(() => {}).then(() => {}), (globalThis.kept ??= []).push(Promise.resolve(1))`,
  "timers": `for (;;) setTimeout(() => {}, 1e9)`,
  "generators":
    `const all = []; for (;;) all.push((function* () { yield new Array(1000).fill(1) })().next())`,
};

export const memoryUse: Family = {
  name: "using up the memory",
  attacks: [
    ...Object.entries(FILLS).map(([name, code]): Attack => ({
      name,
      code,
      expect: { error: "memory" },
      timeoutMs: 20_000,
    })),
    {
      name: "a buffer that no machine has",
      code: `return new ArrayBuffer(2 ** 53)`,
      expect: { error: "runtime" },
    },
    {
      name: "a string that is too long",
      code: `return "x".repeat(2 ** 30)`,
      expect: { error: "runtime", message: "Invalid string length" },
    },
    {
      name: "an array that is too long",
      code: `return new Array(-1)`,
      expect: { error: "runtime", message: "Invalid array length" },
    },
    {
      name: "memory that is reserved and not used",
      code: `return new ArrayBuffer(2 ** 30).byteLength`,
      expect: { result: 2 ** 30 },
    },
  ],
};
