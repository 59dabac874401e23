import { assertEquals, assertMatch } from "@std/assert";
import type { Api, Method } from "../../src/api/method.ts";
import { DEFAULT_LIMITS } from "../../src/config.ts";
import { Executor } from "../../src/executor/executor.ts";

/** An API whose `github` takes any name, and whose `tools` takes any server. */
function openApi(called: string[]): Api {
  return {
    names: {
      github: { own: [], others: "tools" },
      tools: { own: ["servers", "call"], others: "servers" },
    },
    get: (name): Method => ({
      namespace: name.slice(0, name.indexOf(".")),
      name: name.slice(name.indexOf(".") + 1),
      mutates: false,
      parse: (args) => args,
      forward: (args) => {
        called.push(`${name} ${JSON.stringify(args)}`);
        return Promise.resolve(args);
      },
    }),
  };
}

const run = async (source: string, called: string[] = []) => {
  await using executor = new Executor(DEFAULT_LIMITS);
  const { outcome } = await executor.execute(source, openApi(called));
  return outcome;
};

Deno.test("a namespace with open names calls whatever it is asked for, by the name as it is written", async () => {
  const called: string[] = [];
  const { error } = await run(
    `
    await github.create_issue({ title: "a" });
    await github["get-issue"]({ n: 1 }, { raw: true });
    await github["a.b"]();
    await tools.servers();
    await tools.call("x.y", "t", { a: 1 });
    await tools["my.server"].some_tool({ b: 2 });
    const { list } = tools.other;
    await list();`,
    called,
  );
  assertEquals(error, undefined);
  assertEquals(called, [
    `github.create_issue [{"title":"a"}]`,
    `github.get-issue [{"n":1},{"raw":true}]`,
    `github.a.b []`,
    `tools.servers []`,
    `tools.call ["x.y","t",{"a":1}]`,
    `tools.call ["my.server","some_tool",{"b":2}]`,
    `tools.call ["other","list"]`,
  ]);
});

Deno.test("an open namespace is no promise, has no keys, and cannot be changed", async () => {
  const called: string[] = [];
  const { result, error } = await run(
    `
    "use strict";
    const tries = [
      () => { github.x = 1; },
      () => { delete github.x; },
      () => Object.defineProperty(github, "x", { value: 1 }),
      () => Object.setPrototypeOf(github, {}),
      () => { github = 1; },
      () => { tools.call = 1; },
    ];
    const failed = tries.map((one) => { try { one(); return "done"; } catch (e) { return e.name; } });
    return [
      await github === github, JSON.stringify(github), Object.keys(github), \`\${typeof github.x}\`,
      github.x === github.x, github.x.name, "x" in github, typeof github["x".repeat(201)],
      typeof github.then, typeof github.constructor, typeof github.__proto__,
      Object.getPrototypeOf(github), typeof github[Symbol.iterator], ...failed,
    ];`,
    called,
  );
  assertEquals(error, undefined);
  const refused = Array(6).fill("TypeError");
  assertEquals(result, [
    ...[true, "{}", [], "function", true, "x", true, "undefined"],
    ...["undefined", "undefined", "undefined", null, "undefined"],
    ...refused,
  ]);
  assertEquals(called, []);
});

Deno.test("a variable that hides the namespace it is made from is told", async () => {
  const { error } = await run("const github = await github.list_issues({}); return github;");
  assertMatch(error?.message ?? "", /^Cannot access 'github'/);
  assertMatch(error?.hint ?? "", /own "github" hides the github that it calls/);
});

Deno.test("a trap on Object.prototype is none of an open namespace's", async () => {
  const { result, error } = await run(
    `const had = [];
    Object.prototype.ownKeys = Object.prototype.getPrototypeOf = (target) => { had.push(target); return null };
    return [Object.getPrototypeOf(github), Object.keys(github), had.length]`,
  );
  assertEquals([error, result], [undefined, [null, [], 0]]);
});
