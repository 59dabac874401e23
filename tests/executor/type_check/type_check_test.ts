import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { check } from "../../../src/check/check.ts";
import type { ExecuteOptions, Execution } from "../../../src/executor/executor.ts";
import { Checker } from "../../../src/executor/type_check/checker.ts";
import { outcomeText } from "../../../src/outcome/text.ts";
import { compiler } from "../../check/compiler.ts";
import { Workbench } from "../../helpers/execute.ts";
import { entity } from "../../helpers/scratch.ts";
import { ScriptedPeer } from "../../helpers/scripted_peer.ts";

const LINES = [entity("a", "x"), entity("b", "y")];

/** Real processes. The first check waits for the start of one, which takes long on a machine at work. */
function bench(checker = new Checker()): Workbench {
  return new Workbench({}, LINES, undefined, checker);
}

function execute(bench: Workbench, code: string, options: ExecuteOptions = {}) {
  return bench.execute(code, { checkWaitMs: 30_000, ...options });
}

const state = ({ check }: Execution) => check?.state;

Deno.test("the check of types, before a program writes", async (t) => {
  await using workbench = bench();

  await t.step(
    "a program that is certainly wrong is stopped before its first write, and told where",
    async () => {
      const before = await Deno.readTextFile(workbench.scratch.file);
      const execution = await execute(
        workbench,
        `const { entities } = await memory.readGraph();
for (const e of entities) {
  await memory.addObservations([{ entityName: e.name, contents: ["seen"] }]);
}
return entities.filter((e) => e.type === "Record").map((e) => e.id);`,
      );
      const { outcome } = execution;
      assertEquals(outcome.error, {
        kind: "type",
        message: "Property 'type' does not exist on type 'Entity'",
        line: 5,
        column: 33,
        frame: `4 | }
5 | return entities.filter((e) => e.type === "Record").map((e) => e.id);
                                    ^`,
        more: [{ line: 5, column: 65, message: "Property 'id' does not exist on type 'Entity'" }],
        hint: "Entity has name, entityType, observations. If it is right as it stands, " +
          "// @ts-nocheck in its first line runs it unchecked",
      });
      assertEquals(outcome.calls, {
        total: 2,
        written: 0,
        dropped: 1,
        byMethod: { "memory.readGraph": 1, "memory.addObservations": 1 },
      });
      const text = outcomeText(outcome);
      assertStringIncludes(text, "Type error (line 5, column 33): Property 'type' does not exist");
      assertStringIncludes(text, "Line 5: Property 'id' does not exist on type 'Entity'");
      assertStringIncludes(text, "nothing was written");
      assertEquals(state(execution), "found");
      assertEquals(await Deno.readTextFile(workbench.scratch.file), before);
    },
  );

  await t.step("a program that is right writes, and its check is told", async () => {
    const code =
      `await memory.deleteEntities(["b"]);\nreturn (await memory.readGraph()).entities.length`;
    const execution = await execute(workbench, code);
    assertEquals([execution.outcome.result, state(execution)], [1, "passed"]);
  });

  await t.step("a place in a fenced program is that of the text that was sent", async () => {
    const { outcome } = await execute(
      workbench,
      "Here it is:\n\n```ts\nconst g: any = 1;\nawait memory.deleteEntities(names);\n```\n",
    );
    assertEquals([outcome.error?.line, outcome.error?.column], [5, 29]);
    assertEquals(outcome.error?.message, "names is not defined");
  });

  await t.step(
    "a name that is not there gets the advice that it gets when the program runs",
    async () => {
      const { outcome } = await execute(
        workbench,
        `await memory.deleteEntities(["b"]);\nreturn fetch("https://example.com")`,
      );
      assertStringIncludes(outcome.error?.hint ?? "", "There is no network");
    },
  );

  await t.step(
    "a program that only reads runs to its end; a failure or a suspicious result gets the finding",
    async () => {
      const failed = await execute(
        workbench,
        "const g = await memory.readGraph();\nreturn g.nodes.length",
      );
      assertEquals(failed.outcome.error?.kind, "runtime");
      assertEquals(
        failed.outcome.error?.hint,
        "Line 2: Property 'nodes' does not exist on type 'Graph'. Graph has entities, relations",
      );
      for (const result of ["g.length", "[g.nodes, 1]", "{ n: g.nodes }", "`${g.nodes} nodes`"]) {
        const odd = await execute(
          workbench,
          `const g = await memory.readGraph();\nreturn (${result})`,
        );
        assertEquals(odd.outcome.status, "ok", result);
        assertStringIncludes(odd.outcome.hint ?? "", "Line 2: Property", result);
        assertEquals(state(odd), "found");
      }
      // One that returns something is not even looked at.
      const fine = await execute(
        workbench,
        "const g = await memory.readGraph();\nreturn [g.entities[0], g.x]",
      );
      assertEquals(state(fine), "found"); // it holds a null
      const well = await execute(
        workbench,
        "const g = await memory.readGraph();\ng.x;\nreturn g.entities",
      );
      assertEquals([well.outcome.hint, state(well)], [undefined, undefined]);
    },
  );

  await t.step(
    "an error with advice of its own keeps it, and the line that failed speaks first",
    async () => {
      const { outcome } = await execute(
        workbench,
        "const g = await memory.readGraph();\nconst n = g.count;\nreturn g.nodes.length",
      );
      assertEquals(
        outcome.error?.hint,
        "Line 3: Property 'nodes' does not exist on type 'Graph'. Graph has entities, relations",
      );
      const own = await execute(workbench, 'return memory.openNodes("a")');
      assertEquals(own.outcome.error?.hint, 'Pass an array: memory.openNodes(["a"])');
    },
  );

  await t.step(
    "// @ts-nocheck runs a program unchecked, and only as a comment before its first statement",
    async () => {
      const wrong = `await memory.deleteEntities(["b"]);\nreturn nothing`;
      for (
        const head of ["// @ts-nocheck", "/* @ts-nocheck */", "\n// why\n  // @ts-nocheck here"]
      ) {
        const { outcome, check } = await execute(workbench, `${head}\n${wrong}`);
        assertEquals([outcome.error?.kind, check], ["runtime", undefined], head);
      }
      for (const head of ['"// @ts-nocheck";', "// no @ts-nocheck", "1;\n// @ts-nocheck"]) {
        const { outcome } = await execute(workbench, `${head}\n${wrong}`);
        assertEquals(outcome.error?.kind, "type", head);
      }
    },
  );

  await t.step("arguments that do not fit the function's type stop what would write", async () => {
    const code = `export default async ({ name, times = 1 }: { name: string; times?: number }) => {
  await memory.addObservations([{ entityName: "a", contents: ["of " + name + times] }]);
  return times;
};`;
    const run = (args: Record<string, unknown>) => execute(workbench, code, { args });
    assertEquals((await run({ name: "a", times: 2 })).outcome.result, 2);
    const wrong: [Record<string, unknown>, string][] = [
      [{ name: 1 }, "Type 'number' is not assignable to type 'string'"],
      [{ nam: "a" }, "Property 'name' is missing"],
      [{}, "Property 'name' is missing"],
      [{ name: "a", times: "2" }, "Type 'string' is not assignable to type 'number'"],
    ];
    for (const [args, message] of wrong) {
      const { outcome } = await run(args);
      assertEquals([outcome.error?.kind, outcome.error?.line], ["type", 1], message);
      assertStringIncludes(outcome.error?.message ?? "", message);
    }
  });

  await t.step(
    "names of what engines have are no mistakes: all that a program finds, its check knows",
    async () => {
      const { outcome } = await execute(
        workbench,
        `const lines = [];
const isName = (key) => typeof key === "string" && /^[A-Za-z_$][\\w$]*$/.test(key);
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (!isName(name) || name === "memory") continue;
  const value = globalThis[name];
  lines.push(name);
  if (typeof value !== "object" && typeof value !== "function" || value === null) continue;
  for (const key of Reflect.ownKeys(value)) {
    if (isName(key) && !/^(?:caller|arguments|prototype)$/.test(key)) lines.push(name + "." + key);
  }
  for (const key of Reflect.ownKeys(value.prototype ?? {})) {
    if (isName(key)) lines.push(name + ".prototype." + key);
  }
}
return lines.join("\\n");`,
      );
      const lines = (outcome.result as string).split("\n").filter((line) =>
        !/^(?:globalThis|dispatchEvent)/.test(line)
      );
      assert(lines.length > 700 && lines.includes("Array.prototype.flatMap"), String(lines.length));
      // In this process: so many lines take long where the machine is at work.
      const reply = check({ text: lines.join(";\n"), language: "js", declarations: "" }, compiler);
      assertEquals(reply, { type: "checked", findings: [] });
    },
  );
});

Deno.test("a program goes on unchecked when the verdict is late, and its answer says so", async () => {
  const peers: ScriptedPeer[] = [];
  const deaf = new Checker(() => {
    const peer = new ScriptedPeer();
    peers.push(peer);
    peer.say("ready");
    return peer.child;
  });
  await using workbench = bench(deaf);
  const { outcome, check } = await execute(
    workbench,
    `await memory.deleteEntities(["b"]);\nreturn nothing`,
    { checkWaitMs: 50 },
  );
  assertEquals([outcome.error?.kind, outcome.calls.written], ["runtime", 1]);
  assertEquals([check?.state, check?.why], ["unchecked", "the verdict was late"]);
  assert(check!.waitedMs >= 49 && check!.waitedMs < 1_000, String(check!.waitedMs));
});
