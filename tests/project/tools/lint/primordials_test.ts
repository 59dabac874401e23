import { assertEquals } from "@std/assert";
import { reported } from "../../../helpers/lint.ts";

const WORKER = "src/sandbox/stubs/stubs.ts";
const inFunction = (code: string) => `export function f(a: any, b: any) { ${code} }`;

Deno.test("primordials refuses what a program can replace, in the worker's files", () => {
  const refused: Record<string, string> = {
    "JSON.stringify(a)": "JSON",
    "new Map()": "Map",
    "a instanceof Promise": "Promise",
    "setTimeout(a)": "setTimeout",
    "(globalThis as any)[a]": "globalThis",
    "a.slice(1)": "a.slice",
    "a.then(b)": "a.then",
    "a.call(b)": "a.call",
    "for (const one of a) b(one);": "for (const one of a) b(one);",
    "b(...a)": "...",
    "const [first] = a;": "[first]",
  };
  for (const [code, part] of Object.entries(refused)) {
    assertEquals(reported(WORKER, inFunction(code)), [`primordials: ${part}`], code);
  }
});

Deno.test("primordials refuses a capture in another file than its own", () => {
  assertEquals(reported(WORKER, "const { stringify } = JSON;"), ["primordials: JSON"]);
  assertEquals(reported(WORKER, "const NativePromise = Promise;"), ["primordials: Promise"]);
  assertEquals(reported("src/sandbox/primordials.ts", "const { stringify } = JSON;"), []);
});

Deno.test("primordials refuses a static method of an imported constructor: it is looked up when it is called", () => {
  const source = (code: string) =>
    `import { Object, Promise } from "../primordials.ts"; ${inFunction(code)}`;
  assertEquals(reported(WORKER, source("Object.keys(a)")), ["primordials: Object.keys"]);
  assertEquals(reported(WORKER, source("new Promise(a); return a instanceof Promise")), []);
});

Deno.test("primordials lets pass what no program can replace", () => {
  const passes = [
    inFunction("return a.push(b), a.length, a[0], { ...a }"), // its own classes have such methods
    inFunction("let promise: Promise<Map<string, Error>>; const e: Deno.InspectOptions = a;"),
    inFunction("const { Map, slice } = a; return { Map: 1, JSON: b.JSON }"),
    "export const words = [...'ab'.split('')].map((x) => x);", // while the file is loaded
  ];
  for (const source of passes) assertEquals(reported(WORKER, source), [], source);
  for (const file of ["src/sandbox/main.ts", "src/rpc/guards.ts", "tests/sandbox/x_test.ts"]) {
    assertEquals(reported(file, inFunction("JSON.stringify(a)")), [], file);
  }
});
