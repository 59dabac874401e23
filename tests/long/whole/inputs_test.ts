import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { Workbench } from "../../helpers/execute.ts";
import { entity, relation } from "../../helpers/scratch.ts";
import { connect, execute } from "../../whole/mcp/connect.ts";

const LINES = [entity("Ada", "born 1815"), entity("Charles"), relation("Ada", "Charles")];

Deno.test("whatever the input, the answer fits and the server lives", async () => {
  await using bench = new Workbench({ timeoutMs: 3_000 }, LINES);
  const tool = await connect(bench);
  const inputs = [
    "",
    "\0",
    "\ud800",
    "return '\ud800'",
    "return '\0'.repeat(100_000)",
    "return '\\ud800'.repeat(100_000)",
    "throw new Error('\\u0001'.repeat(100_000))",
    "console.log('\\u0001'.repeat(1_000_000)); return '\"'.repeat(1_000_000)",
    "(".repeat(100_000),
    "[".repeat(50_000) + "]".repeat(50_000),
    "return " + "[".repeat(2_000) + "]".repeat(2_000),
    "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a",
    "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; await memory.openNodes(a)",
    "let a = {}; a.a = a; return a",
    "const a = {}; a.then = 1; return a",
    "return { then(resolve) { resolve(1) } }",
    "return { then() {} }",
    "return new Proxy({}, { ownKeys() { throw 1 }, get() { throw 2 } })",
    "throw new Proxy({}, { ownKeys() { throw 1 }, get() { throw 2 }, getPrototypeOf() { throw 3 } })",
    "return Array.from({ length: 1e6 }, (_, i) => i)",
    "Object.prototype.toJSON = () => 'x'; return { a: 1 }",
    "Array.prototype.toJSON = () => 'x'; return await memory.openNodes(['Ada'])",
    "Promise.prototype.then = null; return 1",
    "JSON.stringify = null; return { a: 1 }",
    "//" + "x".repeat(256 * 1024 - 2),
    "//" + "x".repeat(256 * 1024 - 1),
  ];
  for (const code of inputs) {
    const { content: [answer], structuredContent: outcome } = await execute(tool, code);
    const what = code.slice(0, 60);
    assert(outcome.status === "ok" || outcome.error, what);
    assertLessOrEqual(JSON.stringify(outcome).length, 48_000, what);
    assertLessOrEqual(answer!.text.length, 48_000, what);
  }
  assertEquals((await execute(tool, "return 1")).structuredContent.result, 1);
});
