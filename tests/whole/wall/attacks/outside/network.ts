import { absent, type Family, refused, undefinedGlobal } from "../../attack.ts";

export const network: Family = {
  name: "ways to the network",
  attacks: [
    undefinedGlobal("fetch", `await fetch("http://127.0.0.1:PORT/")`),
    undefinedGlobal("a WebSocket", `new WebSocket("ws://127.0.0.1:PORT/")`),
    undefinedGlobal("an EventSource", `new EventSource("http://127.0.0.1:PORT/")`),
    undefinedGlobal("a socket of Deno's", `await Deno.connect({ port: PORT })`),
    undefinedGlobal("a name server", `await Deno.resolveDns("a.example", "A")`),
    undefinedGlobal("importScripts", `importScripts("http://127.0.0.1:PORT/x.js")`),
    undefinedGlobal("a worker from there", `new Worker("http://127.0.0.1:PORT/x.js")`),
    absent(
      "what else a browser has",
      ..."XMLHttpRequest WebTransport WebSocketStream Request Headers navigator Image".split(" "),
    ),
    ...["npm:code-mode-canary", "jsr:@code-mode/canary", "http://127.0.0.1:PORT/x.js"].flatMap(
      (from) => [
        refused(`import("${from}")`, `return await import("${from}")`),
        refused(`import from "${from}"`, `import x from "${from}"; return x`),
      ],
    ),
    refused(`import("data:")`, `return await import("data:text/javascript,export default 1")`),
    refused("export from", `export * from "http://127.0.0.1:PORT/x.js"`),
    refused("import.meta.resolve", `return import.meta.resolve("npm:code-mode-canary")`),
    refused("an import for the types", `import x = require("npm:code-mode-canary"); return x`),
    {
      name: "a source map that somebody fetches",
      code: `return new Error("x").stack.length > 0;
//# sourceMappingURL=http://127.0.0.1:PORT/x.js.map`,
      expect: { result: true },
    },
    {
      name: "a source URL in a stack",
      code: `try { null.x } catch (e) { return String(e.stack).includes("127.0.0.1") }
//# sourceURL=http://127.0.0.1:PORT/x.js`,
      expect: { result: false },
    },
    {
      name: "an object URL",
      code: `return URL.createObjectURL({})`,
      expect: { error: "runtime" },
    },
  ],
};
