import { absent, type Attack, type Family, refused } from "../../attack.ts";

/** Every function whose constructor makes functions of text. */
const CONSTRUCTORS: Record<string, string> = {
  "Function": "Function",
  "a constructor of a function": "(() => {}).constructor",
  "AsyncFunction": "(async () => {}).constructor",
  "GeneratorFunction": "(function* () {}).constructor",
  "AsyncGeneratorFunction": "(async function* () {}).constructor",
  "the constructor of a stub": "memory.readGraph.constructor",
  "the constructor of a method of the console": "console.log.constructor",
  "the constructor of a host function": "structuredClone.constructor",
  "the constructor of a bound function": "performance.now.constructor",
  "the constructor behind Object": `[]["filter"]["constructor"]`,
};

export const codeGeneration: Family = {
  name: "making code from text",
  attacks: [
    ...Object.entries(CONSTRUCTORS).flatMap(([name, constructor]): Attack[] => [
      blocked(name, `return (${constructor})("return 1")()`),
      blocked(`new ${name}`, `return new (${constructor})("return 1")()`),
    ]),
    blocked("Reflect.construct", `return Reflect.construct(Function, ["return 1"])()`),
    blocked("Function.call", `return Function.prototype.constructor.call(null, "return 1")()`),
    absent("makers of code", "eval", "ShadowRealm", "WebAssembly", "importScripts"),
    {
      name: "a timer with text",
      code: `setTimeout("globalThis.made = 1"); await new Promise((r) => setTimeout(r, 50));
        return globalThis.made`,
      expect: { error: "runtime" },
    },
    {
      name: "the inspect that a custom hook is given",
      code: `let found = "no hook was called";
        console.log({ [Symbol.for("Deno.customInspect")](inspect) {
          try { found = inspect.constructor("return Deno")() } catch (e) { found = e.name }
          return "x";
        } });
        return found`,
      expect: { result: "EvalError" },
    },
    refused("with", `with (Math) { return abs(-1) }`),
    refused("an HTML comment", `<!-- import("node:fs")\nreturn 1`),
  ],
};

function blocked(name: string, code: string): Attack {
  return { name, code, expect: { error: "runtime", message: "Code generation from strings" } };
}
