import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Method } from "../../src/api/method.ts";
import type { NamespaceDefinition } from "../../src/api/namespace.ts";
import { applyRules, guardMethods } from "../../src/api/namespace_rules.ts";
import { UpstreamError } from "../../src/api/upstream_error.ts";
import { readServersConfig } from "../../src/servers/config/servers_config.ts";
import { memory } from "../../src/servers/memory/namespace.ts";
import { type Answer, Consent } from "../../src/api/rules/consent.ts";

/** The permissions of a config with these rules. */
function permissions(rules: Record<string, string[]>, readOnly = false) {
  const text = JSON.stringify({ mcpServers: {}, permissions: rules });
  return readServersConfig(text, {
    env: () => undefined,
    workspace: "/",
    os: "linux",
    readOnly,
    embedded: ["memory"],
  }).permissions;
}

const methods = (rules: Record<string, string[]>, readOnly = false) =>
  applyRules([memory], permissions(rules, readOnly)).flatMap(({ methods }) => Object.keys(methods));

const DEFINITIONS: NamespaceDefinition["methods"] = memory.methods;
const ALL = Object.keys(DEFINITIONS);

Deno.test("a namespace keeps what no rule denies", () => {
  assertEquals(methods({}), ALL);
  assertEquals(methods({ deny: ["mcp__other__*"] }), ALL);
  const left = methods({ deny: ["mcp__memory__delete_*"] });
  assertEquals(left, ALL.filter((name) => !name.startsWith("delete")));
  assertEquals(left.length < ALL.length, true);
});

Deno.test("a namespace says by which rule a method is left out", () => {
  const [left] = applyRules([memory], permissions({ deny: ["mcp__memory__delete_*"] }));
  assertEquals(
    left!.leftOut!["deleteEntities"],
    'the user\'s config denies it ("mcp__memory__delete_*" in permissions.deny)',
  );
});

Deno.test("a namespace of which everything is denied is left out", () => {
  for (const rule of ["mcp__memory__*", "mcp__memory"]) {
    assertEquals(applyRules([memory], permissions({ deny: [rule] })), []);
  }
});

Deno.test("a namespace that may only read keeps what reads", () => {
  assertEquals(
    methods({}, true),
    Object.entries(DEFINITIONS).filter(([, { mutates }]) => !mutates).map(([name]) => name),
  );
});

/** The methods of the memory, which answer their names. */
const plain: Method[] = ALL.map((name) => ({
  namespace: "memory",
  name,
  mutates: DEFINITIONS[name]!.mutates,
  parse: () => undefined,
  forward: () => Promise.resolve(name),
}));

Deno.test("a method that is asked for refuses every call with the line that allows it", async () => {
  const guarded = guardMethods(
    memory,
    plain,
    permissions({ ask: ["mcp__memory__create_entities"] }),
    new Consent(undefined, new Set()),
  );
  const { signal } = new AbortController();
  for (const method of guarded) {
    if (method.name !== "createEntities") {
      assertEquals(await method.forward(undefined, signal), method.name);
      continue;
    }
    assertEquals(method.mutates, false); // it changes nothing
    const error = await assertRejects(
      () => method.forward(undefined, signal),
      UpstreamError,
      "memory.createEntities needs the user's consent, and this client cannot ask (rule: ",
    );
    assertStringIncludes(error.message, "nothing was called");
    assertStringIncludes(error.remedy!, "mcp__memory__create_entities");
  }
  assertEquals(guarded.length, ALL.length);
});

Deno.test("where the user can be asked, a method that is asked for waits for the answer", async () => {
  const asked: unknown[] = [];
  const answers: Answer[] = ["once", "no"];
  const consent = new Consent((question) => {
    asked.push(question);
    return Promise.resolve(answers.shift()!);
  }, new Set());
  const rules = permissions({ ask: ["mcp__memory__create_entities"] });
  const create = guardMethods(memory, plain, rules, consent)
    .find(({ name }) => name === "createEntities")!;
  const { signal } = new AbortController();
  assertEquals(create.mutates, true);
  assertEquals(await create.forward({ entities: [] }, signal), "createEntities");
  await assertRejects(
    () => create.forward({ entities: [] }, signal),
    UpstreamError,
    "memory.createEntities needs the user's consent, and the user said no (rule: ",
  );
  assertEquals(asked[0], {
    tools: ["memory.createEntities"],
    rules: ['"mcp__memory__create_entities" in permissions.ask'],
    args: { value: { entities: [] } },
  });
});
