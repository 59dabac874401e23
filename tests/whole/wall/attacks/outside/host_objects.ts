import type { Attack, Family } from "../../attack.ts";

/** The symbols under which Deno's structuredClone asks what kind of object something is. */
const BRANDS = `const brands = [Symbol.for("Deno.core.hostObject"),
  ...[new DOMException("x"), new URL("a:b"), new AbortController().signal, globalThis]
    .flatMap((one) => [one, Object.getPrototypeOf(one)]).flatMap(Object.getOwnPropertySymbols)];`;

/** Code that hands objects with those symbols to structuredClone, and what each clone must be. */
const TALES: Record<string, string> = {
  ...Object.fromEntries(
    ["Blob", "File", "CryptoKey", "ReadableStream", "MessagePort", "nope"].map((type) => [
      `a ${type} by what an object says that it is`,
      `({ [brand]: () => ({ type: "${type}", parts: [], size: 0, name: "x", handle: {} }) })`,
    ]),
  ),
  "a name that only an inherited field has":
    `Object.create({ [brand]: () => ({ type: "Blob", parts: [], size: 0 }) })`,
  "a getter that hands out what it is": `Object.defineProperty({}, brand, { enumerable: true,
    get: () => () => ({ type: "Blob", parts: [], size: 0 }) })`,
  "a getter that makes another into one": `(() => { const last = {}; return { get first() {
    last[brand] = () => ({ type: "nope" }); return 1 }, last } })()`,
  "one in an array, a map and a set":
    `(() => { const one = { [brand]: () => ({ type: "nope" }) }; return [one, new Map([[one, one]]), new Set([one])] })()`,
};

const told = Object.entries(TALES).map(([name, tale]): Attack => ({
  name,
  code: `${BRANDS}
    const kinds = new Set();
    const visit = (at) => {
      kinds.add(Object.prototype.toString.call(at));
      if (Object.getOwnPropertySymbols(at).length > 0) kinds.add("a symbol");
      for (const one of at instanceof Map ? [...at].flat() : at instanceof Set ? at : Object.values(at)) {
        if (typeof one === "object") visit(one);
      }
    };
    for (const brand of brands) visit(structuredClone(${tale}));
    return [...kinds].filter((kind) => !/Object|Array|Map|Set/.test(kind))`,
  expect: { result: [] },
}));

export const hostObjects: Family = {
  name: "objects of Deno's in the place of the program's",
  attacks: [
    ...told,
    {
      name: "streams to transfer, with a channel of the code's own",
      code: `${BRANDS}
        const used = [];
        globalThis.MessageChannel = function () { used.push("channel") };
        const names = new Set();
        for (const brand of brands) for (const type of ["ReadableStream", "WritableStream", "MessagePort", "nope"]) {
          for (const one of [{ [brand]: type }, { [brand]: () => ({ type }) }]) {
            try { names.add(typeof structuredClone(one, { transfer: [one] })) } catch (e) { names.add(e.name) }
          }
        }
        return [[...names], used]`,
      expect: { result: [["DataCloneError"], []] },
    },
    {
      name: "a proxy that says what it is",
      code: `const asked = [];
        const proxy = new Proxy({}, new Proxy({}, { get(_, trap) { asked.push(trap) } }));
        try { structuredClone([proxy]) } catch (e) { return [e.name, asked] }`,
      expect: { result: ["DataCloneError", []] },
    },
    {
      name: "clones of Deno's own objects",
      code:
        `const all = [new DOMException("x"), new URL("a:b"), new AbortController(), AbortSignal.abort(),
          new TextDecoder(), new URLSearchParams().keys(), globalThis, memory, console, crypto];
        return all.map((one) => { try { return structuredClone(one) } catch (e) { return e.name } })
          .filter((name) => name !== "DataCloneError")`,
      expect: { result: [] },
    },
    {
      name: "a clone without end",
      code: `let deep = []; for (let i = 0; i < 300_000; i++) deep = [deep];
        try { structuredClone(deep) } catch (e) { return e.name }`,
      expect: { result: "RangeError" },
    },
    {
      name: "Blobs by URL",
      code: `return [typeof URL.createObjectURL, typeof URL.revokeObjectURL]`,
      expect: { result: ["undefined", "undefined"] },
    },
    {
      name: "the object of a timer",
      code: `return new Promise((resolve) => {
          const id = setTimeout(function (...args) { resolve([typeof id, this === globalThis, args]) }, 1, "a");
        })`,
      expect: { result: ["number", true, ["a"]] },
    },
    {
      name: "the numbers of timers",
      code: `let ran = 0;
        clearTimeout(setTimeout(() => ran++, 1));
        const id = setInterval(() => ++ran === 2 && clearInterval(id), 1);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return ran`,
      expect: { result: 2 },
    },
    {
      name: "the worker's own listeners",
      code: `const faults = [];
        for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
          const { listeners } = globalThis[symbol] ?? {};
          for (const type of Object.keys(listeners ?? {})) {
            for (const change of [() => { listeners[type] = [] }, () => { listeners[type].length = 0 },
              () => { listeners[type].push({ callback() {} }) }, () => { listeners[type][0].callback = () => {} },
              () => { listeners[type][0].callback.handler = () => {} }, () => { listeners.more = [] }]) {
              try { change(); faults.push(type + ": " + change) } catch {}
            }
          }
          try { globalThis[symbol] = {}; faults.push(String(symbol)) } catch {}
        }
        return faults`,
      expect: { result: [] },
    },
    {
      name: "events of the worker, forged",
      code: `const event = await new Promise((resolve) => AbortSignal.timeout(1).onabort = resolve);
        const types = ["message", "messageerror", "unload", "beforeunload", "rejectionhandled"];
        for (const type of types) dispatchEvent(new event.constructor(type));
        return (await memory.openNodes(["innocent"])).entities.length`,
      expect: { result: 1 },
    },
  ],
};
