import { absent, type Family, undefinedGlobal } from "../../attack.ts";

/** The way of each is closed, so that the code must go on to its end. */
const ENDS = ["close()", "self.close()", "Deno.exit(0)", "process.exit(0)", "process.abort()"];

export const processes: Family = {
  name: "subprocesses, signals and silent exits",
  attacks: [
    undefinedGlobal("a command", `new Deno.Command("touch", { args: ["CANARY"] }).outputSync()`),
    undefinedGlobal(
      "a child process of Node's",
      `require("child_process").execSync("touch CANARY")`,
    ),
    undefinedGlobal("a signal to the server", `Deno.kill(Deno.ppid, "SIGKILL")`),
    undefinedGlobal("a signal by process", `process.kill(process.ppid, "SIGKILL")`),
    undefinedGlobal("a handler for signals", `Deno.addSignalListener("SIGTERM", () => {})`),
    undefinedGlobal("a foreign library", `Deno.dlopen("libc.so.6", {})`),
    undefinedGlobal("flags of V8", `require("v8").setFlagsFromString("--allow-natives-syntax")`),
    undefinedGlobal("the inspector", `require("inspector").open(PORT)`),
    { name: "natives of V8", code: `return %DebugPrint(1)`, expect: { error: "syntax" } },
    ...ENDS.map((code) => undefinedGlobal(code, `${code}; return "went on"`)),
    absent("what ends a worker", "close", "reportError", "onerror", "onunhandledrejection"),
    {
      name: "a rejection that nobody handles",
      code: `Promise.reject(new Error("unhandled")); await new Promise(() => {})`,
      expect: { error: "timeout" },
      timeoutMs: 300,
    },
    {
      name: "a throw in a timer",
      code: `setTimeout(() => { throw new Error("in a timer") }); await new Promise(() => {})`,
      expect: { error: "runtime", message: "in a timer" },
    },
    {
      name: "a throw in a microtask",
      code:
        `queueMicrotask(() => { throw new Error("in a microtask") }); await new Promise(() => {})`,
      expect: { error: "runtime", message: "in a microtask" },
    },
    {
      name: "a throw after an attempt to take away the listeners for errors",
      code: `${
        listeners(`for (const type of ["error", "unhandledrejection"]) {
          try { listeners[type].length = 0 } catch {}
        }`)
      }
        setTimeout(() => { throw new Error("heard all the same") });
        await new Promise(() => {})`,
      expect: { error: "runtime", message: "heard all the same" },
    },
    {
      name: "throwing nothing",
      code: `throw undefined`,
      expect: { error: "runtime", message: "undefined" },
    },
    {
      name: "a stack overflow",
      code: `const f = () => f() + 1; return f()`,
      expect: { error: "runtime", message: "Maximum call stack" },
    },
    {
      name: "arguments that nest without end",
      code: `let deep = []; for (let i = 0; i < 1e5; i++) deep = [deep];
        return await memory.openNodes(deep)`,
      expect: { error: "runtime" },
    },
  ],
};

/** Code that has Deno's own table of the global's listeners as `listeners`. */
export function listeners(code: string): string {
  return `for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      const { listeners } = globalThis[symbol];
      if (listeners) { ${code} }
    }`;
}
