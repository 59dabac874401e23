import { absent, type Family, undefinedGlobal } from "../../attack.ts";

export const host: Family = {
  name: "learning of the environment and the host",
  attacks: [
    undefinedGlobal("the environment through Deno", `return Deno.env.toObject()`),
    undefinedGlobal("the environment through process", `return process.env`),
    undefinedGlobal("the name of the host", `return Deno.hostname()`),
    undefinedGlobal("the version", `return Deno.version`),
    absent("what tells of the machine", "navigator", "location", "Deno", "process", "Bun"),
    {
      name: "the time zone",
      code:
        `return [Intl.DateTimeFormat().resolvedOptions().timeZone, new Date(0).getTimezoneOffset(),
        globalThis.Temporal ? Temporal.Now.timeZoneId() : "UTC"]`,
      expect: { result: ["UTC", 0, "UTC"] },
    },
    {
      name: "the language",
      code: `return [Intl.DateTimeFormat().resolvedOptions().locale, (1234.5).toLocaleString(),
        Intl.Collator().resolvedOptions().locale]`,
      expect: { result: ["en-US", "1,234.5", "en-US"] },
    },
    {
      name: "memory and times of the process",
      code:
        `return [typeof performance.memory, typeof performance.timeOrigin, typeof console.memory,
        Object.keys(performance), Object.getPrototypeOf(performance) === Object.prototype]`,
      expect: { result: ["undefined", "undefined", "undefined", ["now"], true] },
    },
    {
      name: "every global there is",
      code: `
        const known = new Set(${
        JSON.stringify(
          "DOMException URL URLSearchParams TextEncoder TextDecoder atob btoa console crypto memory performance setTimeout setInterval clearTimeout clearInterval queueMicrotask structuredClone AbortController AbortSignal dispatchEvent escape unescape",
        )
      }.split(" "));
        const ecmaScript = /^(globalThis|Infinity|NaN|undefined|isFinite|isNaN|parse\\w+|(de|en)codeURI(Component)?|Object|Function|Array|Number|Boolean|String|Symbol|BigInt|Math|JSON|Reflect|Proxy|\\w*Error|Date|RegExp|Promise|Iterator|(Weak)?(Map|Set)|WeakRef|FinalizationRegistry|\\w*DisposableStack|Temporal|Intl|ArrayBuffer|DataView|\\w+Array)$/;
        // Deno 2.4 lists what it offers to code of Node's; nothing is behind those names.
        return Object.getOwnPropertyNames(globalThis)
          .filter((name) => name in globalThis || globalThis[name] !== undefined)
          .filter((name) => !known.has(name) && !ecmaScript.test(name))`,
      expect: { result: [] },
    },
    {
      name: "anything dangerous by walking from global to prototype to property",
      code: `
        const seen = new Set(), found = [], stack = [globalThis];
        const bad = /^(op_\\w+|Worker|MessagePort|MessageChannel|BroadcastChannel|fetch|WebSocket|Request|Response|ReadableStream|WebAssembly|SharedArrayBuffer|Atomics|postMessage|close|Deno|process|GPU\\w*|Blob|File|eval|writeSync|readSync|createHook)$/;
        while (stack.length > 0) {
          const at = stack.pop();
          if (at === null || !/object|function/.test(typeof at) || seen.has(at)) continue;
          seen.add(at);
          for (const key of Reflect.ownKeys(at)) {
            const is = Reflect.getOwnPropertyDescriptor(at, key);
            if (!is) continue; // Deno 2.4 lists names of which nothing is there
            let value = is.value;
            if (is.get) try { value = at[key] } catch {}
            const name = typeof value === "function" ? value.name : "";
            const isListed = bad.test(name) && value !== dispatchEvent;
            if (isListed) found.push(String(key) + ": " + name);
            stack.push(value, is.get, is.set);
          }
          stack.push(Reflect.getPrototypeOf(at));
        }
        return [seen.size > 500, found]`,
      expect: { result: [true, []] },
    },
  ],
};
