import type { Attack, Family } from "../../attack.ts";

/** Code that leaves something, and code that must not find it. */
const LEFT: Record<string, [leave: string, find: string]> = {
  "a global": ["globalThis.left = 1", "globalThis.left"],
  "a property of a prototype": ["Object.prototype.left = 1", "({}).left"],
  "a method of a prototype": [
    "Array.prototype.map = () => 1",
    "[2].map((x) => x)[0] === 2 ? undefined : 1",
  ],
  "a symbol's registry": [
    `globalThis[Symbol.for("left")] = 1`,
    `globalThis[Symbol.for("left")]`,
  ],
  "what RegExp remembers": [`/l(eft)/.test("left")`, `RegExp.$1 || undefined`],
  "a method of the console": [`console.log = () => 1`, `console.log("x")`],
  "a property of a stub": [
    `try { memory.readGraph.left = 1 } catch {}`,
    `memory.readGraph.left`,
  ],
  "a timer": [
    `setInterval(() => globalThis.left = 1, 1)`,
    `(await new Promise((r) => setTimeout(r, 100)), globalThis.left)`,
  ],
};

export const leftovers: Family = {
  name: "what outlives a submission",
  attacks: [
    ...Object.entries(LEFT).map(([name, [leave, find]]): Attack => ({
      name: `${name} that is left for the next`,
      code: `${leave}; return "left"`,
      expect: { result: "left" },
      next: { code: `return [(${find}) ?? null]`, result: [null] },
    })),
    {
      name: "a call by a timer after the end",
      code: `setTimeout(() => memory.createEntities(
          [{ name: "late", entityType: "x", observations: [] }]), 30);
        return "ended"`,
      expect: { result: "ended" },
      next: {
        code: `await new Promise((resolve) => setTimeout(resolve, 200));
          return (await memory.openNodes(["late"])).entities`,
        result: [],
      },
    },
    {
      name: "calls without end that nobody awaits",
      code: `const again = () => memory.openNodes(["innocent"]).then(again); again(); return 1`,
      // Calls that lead to calls are waited for.
      expect: { error: "timeout" },
      timeoutMs: 500,
    },
    {
      name: "a timer that is due in weeks",
      code: `setTimeout(() => {}, 2 ** 31 - 1); setInterval(() => {}, 1e9); return "ended"`,
      expect: { result: "ended" },
    },
    {
      name: "a signal that times out after the end",
      code: `AbortSignal.timeout(50).addEventListener("abort", () => { throw new Error("late") });
        return "ended"`,
      expect: { result: "ended" },
    },
    {
      name: "a finalizer",
      code: `const registry = new FinalizationRegistry(() => { throw new Error("late") });
        for (let i = 0; i < 1000; i++) registry.register({}, i);
        return "ended"`,
      expect: { result: "ended" },
    },
    {
      name: "a generator that is never done",
      code: `async function* f() { try { for (;;) yield 1 } finally { for (;;); } }
        for await (const x of f()) break;`,
      expect: { error: "timeout" },
      timeoutMs: 300,
    },
  ],
};
