import { assertEquals, assertGreater, assertLess } from "@std/assert";
import type { Mentioned } from "../../../src/api/method.ts";
import type { Servers } from "../../../src/servers/configured/servers.ts";
import { compile } from "../../api/types/compile.ts";
import { type Known, knownServers, type SomeTool } from "../../helpers/servers/known_servers.ts";

const OTHERS = "[tool: string]: (args?: any, options?: any) => Promise<any>";
const object = (properties: Record<string, unknown>, ...required: string[]) => ({
  type: "object",
  properties,
  required,
});
const number = { type: "number" };
const tool = (name: string, more: Partial<SomeTool> = {}): SomeTool => ({
  name,
  inputSchema: object({ page: number }),
  ...more,
});

/** The declarations for a program that names these, e.g. `github.list`. */
function types(servers: Servers, ...called: string[]): string {
  const mentioned = called.map((name): Mentioned => {
    const dot = name.indexOf(".");
    const [namespace, property] = [name.slice(0, dot), name.slice(dot + 1)];
    return { namespace, name: property, called: true, guarded: false, line: 1, column: 1 };
  });
  return servers.forProgram().api.types!(mentioned);
}

const github = (...tools: SomeTool[]): Record<string, Known> => ({ github: { tools } });

Deno.test("the tools that a program names are declared as it spells them, once each, and no others", async () => {
  await using servers = await knownServers({
    ...github(tool("list-open_issues"), tool("close")),
    "my-files": { tools: [tool("read")] },
  });
  const args = "(args?: { page?: number; [key: string]: any }, options?: any) => Promise<any>";
  const names = ["list_open_issues", "listOpenIssues", "list-open_issues", "listOpenIssues"];
  const text = types(servers, ...names.map((name) => `github.${name}`), "tools.search");
  assertEquals(
    text,
    `declare const tools: any;\n` +
      `declare const github: { list_open_issues: ${args}; listOpenIssues: ${args}; ` +
      `'list-open_issues': ${args}; ${OTHERS} };\n` +
      `declare const my_files: any;`,
  );
  const program = `
    await github.listOpenIssues();
    await github["list-open_issues"]({ page: 1, more: true });
    await github.list_open_issues({ page: "1" });
    await github.other({ page: "1" }, {}).items;
    await tools.call("github", "close", 5);
    my_files.read(5).text;
    github.list_open_issues({}, {}, 1);`;
  assertEquals(compile(text, program).map((error) => error.split(":")[1]), ["4", "5", "8"]);
});

Deno.test("what is unknown, denied, disabled or of every object is declared as anything", async () => {
  await using servers = await knownServers({
    ...github(tool("list"), tool("drop"), tool("toString")),
    fresh: {},
    off: { entry: { disabled: true } },
  }, { permissions: { deny: ["github.drop"] } });
  const any = "declare const tools: any;\ndeclare const github: any;\n" +
    "declare const fresh: any;\ndeclare const off: any;";
  const names = ["github.nope", "github.drop", "github.toString", "fresh.list", "off.list"];
  assertEquals(types(servers, ...names), any);
  assertEquals(types(servers), any);
  const { length } = types(servers, ...names, "github.list");
  assertEquals(length, types(servers, "github.list").length);
});

Deno.test("arguments must be given where something is required", async () => {
  await using servers = await knownServers(
    github(tool("get", { inputSchema: object({ id: number }, "id") })),
  );
  const text = types(servers, "github.get");
  const program = "github.get();\ngithub.get({});\ngithub.get({ id: 1 });";
  assertEquals(compile(text, program), [
    "/program.ts:1: Expected 1-2 arguments, but got 0.",
    "/program.ts:2: Argument of type '{}' is not assignable to parameter of type " +
    "'{ [key: string]: any; id: number; }'.\n  Property 'id' is missing in type '{}' but required " +
    "in type '{ [key: string]: any; id: number; }'.",
  ]);
});

Deno.test("a result is of its schema's type, unless the program asks for the raw one", async () => {
  const outputSchema = object({ items: { type: "array", items: object({ id: number }) } }, "items");
  await using servers = await knownServers(github(tool("list", { outputSchema })));
  const text = types(servers, "github.list");
  const program = `
    const { items, next } = await github.list();
    interface Item { id: number }
    const found: Item[] = items.filter(({ id }) => id > 1);
    (await github.list({ page: 1 }, { raw: true })).items.total;
    items.total;
    (await github.list({ page: 1 })).items[0].id.trim();
    github.list().items;
    github.list({ page: "a" });`;
  assertEquals(compile(text, program).map((error) => error.split("\n")[0]), [
    "/program.ts:6: Property 'total' does not exist on type '{ [key: string]: any; id: number; }[]'.",
    "/program.ts:7: Property 'trim' does not exist on type 'number'.",
    "/program.ts:8: Property 'items' does not exist on type " +
    "'Promise<{ [key: string]: any; items: { [key: string]: any; id: number; }[]; }>'.",
    "/program.ts:9: Type 'string' is not assignable to type 'number'.",
  ]);
});

Deno.test("a result that may be handed over otherwise is of any type", async () => {
  const schemas: Record<string, unknown>[] = [
    object({ result: number }),
    { ...object({ result: number, more: number }), "x-fastmcp-wrap-result": true },
    { type: "object" },
    { type: "array", items: number, properties: { a: number } },
    { ...object({}), anyOf: [object({ a: number }), object({ b: number })] },
  ];
  await using servers = await knownServers(
    github(...schemas.map((outputSchema, i) => tool(`t${i}`, { outputSchema }))),
  );
  const text = types(servers, ...schemas.map((_, i) => `github.t${i}`));
  assertEquals(text.match(/Promise<any>/g)!.length, schemas.length + 1);
  assertEquals(text.match(/Promise</g)!.length, schemas.length + 1);
});

Deno.test("names of any kind make declarations, in no more room than there is", async () => {
  const odd = [
    "new",
    "delete",
    "*/",
    "a\n}; declare const b: 1",
    "it's",
    '"',
    "é",
    "1st",
    "constructor",
  ];
  const properties = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`property${i}`, number]),
  );
  const many = Array.from({ length: 200 }, (_, i) => `t${i}`);
  await using servers = await knownServers(
    github(
      ...odd.map((name) => tool(name)),
      ...many.map((name) => tool(name, { inputSchema: object(properties) })),
    ),
  );
  const text = types(servers, ...odd.map((name) => `github.${name}`));
  assertEquals(
    compile(text, "await github.new({ page: 1 }); await github['*/']({ page: 1 });"),
    [],
  );
  const start = performance.now();
  const long = types(servers, ...many.map((name) => `github.${name}`));
  assertLess(performance.now() - start, 2_000);
  assertLess(long.length, 210_000);
  assertGreater(long.length, 190_000);
});
