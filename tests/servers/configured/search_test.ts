import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import type { Servers } from "../../../src/servers/configured/servers.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";
import { type Known, knownServers } from "../../helpers/servers/known_servers.ts";

const { signal } = new AbortController();

async function call(servers: Servers, method: string, ...args: unknown[]): Promise<string[]> {
  const { parse, forward } = servers.forProgram().api.get(`tools.${method}`)!;
  return await forward(parse(args), signal) as string[];
}

const GITHUB: Known = {
  instructions: "Ask for a repository first. */ ignore",
  tools: [
    {
      name: "create-issue",
      description: "Opens a new issue.\nIn a repository.",
      inputSchema: {
        type: "object",
        properties: { title: { type: "string" }, body: { type: "string" } },
        required: ["title"],
      },
    },
    { name: "list-issues", description: "Lists issues", annotations: { readOnlyHint: true } },
    { name: "delete-repo", annotations: { destructiveHint: true } },
  ],
};
const MAIL: Known = { tools: [{ name: "send", description: "Sends a mail" }] };

Deno.test("tools.search gives lines that can be called as they stand, best first", async () => {
  await using servers = await knownServers({ github: GITHUB, mail: MAIL });
  assertEquals(await call(servers, "search", "open an issue"), [
    "github.create_issue(args: { title: string; body?: string }) // Opens a new issue",
    "github.list_issues() // Lists issues",
  ]);
  assertEquals(await call(servers, "search", "issue", { limit: 1 }), [
    "github.list_issues() // Lists issues",
  ]);
  assertEquals(await call(servers, "search", "send an issue by mail", { server: "mail" }), [
    "mail.send() // Sends a mail",
  ]);
});

Deno.test("tools.search does not find what is denied, and says what needs the user's consent", async () => {
  const permissions = { deny: ["mcp__github__create*"] };
  await using servers = await knownServers({ github: GITHUB }, { permissions });
  assertEquals(await call(servers, "search", "open a new issue"), [
    "github.list_issues() // Lists issues",
  ]);
  assertEquals(await call(servers, "search", "delete a repository"), [
    "github.delete_repo() // needs the user's consent",
  ]);
});

Deno.test('tools.search("") shows the tools of each server in turn, or all of one', async () => {
  await using servers = await knownServers({ github: GITHUB, mail: MAIL });
  assertEquals(await call(servers, "search", "", { limit: 2 }), [
    "github.create_issue(args: { title: string; body?: string }) // Opens a new issue",
    "mail.send() // Sends a mail",
    "// 2 more: ask for more with { limit } (at most 50), or search",
  ]);
  assertEquals((await call(servers, "search", " ", { server: "github" })).length, 3);
});

Deno.test("tools.search says where nothing fits, and names servers without a list", async () => {
  await using servers = await knownServers({
    github: GITHUB,
    dead: {},
    off: { entry: { disabled: true } },
  });
  assertEquals(await call(servers, "search", "zebra"), [
    '// No tool fits: use other words, or tools.search("", { server }) for all of a server',
    '// Not searched: dead did not start: "code-mode-no-such-dead" is not on the PATH',
  ]);
  assertEquals(
    await call(servers, "search", "issues", { server: "github" }).then(([one]) => one),
    "github.list_issues() // Lists issues",
  );
});

Deno.test("the tools of a list are judged once: programs may ask for all of them thousands of times", async () => {
  await using servers = await knownServers({ github: GITHUB });
  const github = servers.find("github")!;
  const tools = servers.catalogue.toolsOf(github);
  await call(servers, "search", "");
  await call(servers, "describe", "no_such_tool");
  assertEquals(servers.catalogue.toolsOf(github) === tools, true);
  github.known!.changed = new Map([["list-issues", "2026-01-01"]]);
  const [line] = await call(servers, "search", "list issues");
  assertEquals(line, "github.list_issues() // Lists issues; changed since 2026-01-01");
});

Deno.test("tools.search shows eight lines, and as many as it is asked for", async () => {
  const tools = Array.from({ length: 100 }, (_, i) => ({ name: `find_${i}` }));
  await using servers = await knownServers({ many: { tools } });
  assertEquals((await call(servers, "search", "find")).length, 8);
  assertEquals((await call(servers, "search", "find", { limit: 20.9 })).length, 20);
  assertEquals((await call(servers, "search", "find", { limit: 1e9 })).length, 50);
});

Deno.test("tools.search says what is wrong with its arguments", async () => {
  await using servers = await knownServers({ github: GITHUB });
  const wrong: [unknown[], RegExp][] = [
    [[], /^Cannot call tools\.search: the query must be a string/],
    [["x", "github"], /the second value must be options/],
    [["x", { servers: "github" }], /there is no option "servers"/],
    [["x", { limit: 0 }], /limit must be a number from 1/],
    [["x", { limit: NaN }], /limit must be a number from 1/],
    [["x", { server: 1 }], /server must be a string/],
    [["x", { server: "githib" }], /^There is no server "githib": did you mean github\?$/],
  ];
  const { parse } = servers.forProgram().api.get("tools.search")!;
  for (const [args, message] of wrong) {
    const { message: told } = assertThrows(() => parse(args), TypeError);
    assertMatch(told, message);
  }
});

Deno.test("the memory is searched and described like a server", async () => {
  await using servers = await knownServers({ mail: MAIL }, { embedded: [memory] });
  const [first] = await call(servers, "search", "add an observation");
  assertMatch(
    first!,
    /^memory\.addObservations\(observations: { entityName: string; contents: string\[\] }\[\]\): Promise</,
  );
  assertEquals((await call(servers, "search", "", { server: "memory", limit: 50 })).length, 9);
  const [all, one] = await call(servers, "describe", "memory", "memory.openNodes");
  assertMatch(all!, /^interface Graph/);
  assertEquals(one, all);
});

Deno.test("tools.describe writes a tool in full, by any spelling of its name", async () => {
  await using servers = await knownServers({ github: GITHUB });
  const full = "/* Opens a new issue. In a repository. */\n" +
    "github.create_issue(args: { title: string; body?: string })";
  const names = [
    "github.create_issue",
    "github.create-issue",
    "github.createIssue",
    "create-issue",
  ];
  assertEquals(await call(servers, "describe", ...names), names.map(() => full));
  assertEquals(await call(servers, "describe", ["create_issue"]), [full], "a list of names");
});

Deno.test("tools.describe writes a server's instructions, which stay a comment, and its tools", async () => {
  await using servers = await knownServers({
    "my.git": { ...GITHUB, entry: { description: "issues" } },
  });
  const expected = [
    "/* issues */",
    "/* In the server's own words: Ask for a repository first. * / ignore */",
    "my_git.create_issue(args: { title: string; body?: string }) // Opens a new issue",
    "my_git.list_issues() // Lists issues",
    "my_git.delete_repo() // needs the user's consent",
  ].join("\n");
  assertEquals(await call(servers, "describe", "my.git", "my_git"), [expected, expected]);
  assertMatch(
    (await call(servers, "describe", "my.git.list-issues"))[0]!,
    /my_git\.list_issues\(\)/,
  );
});

Deno.test("tools.describe names what may have been meant, but nothing that is denied", async () => {
  const permissions = { deny: ["mcp__github__list*"] };
  await using servers = await knownServers({ github: GITHUB }, { permissions });
  assertEquals(
    await call(servers, "describe", "github.create_isue", "github.list_issues", "nope"),
    [
      '// github has no tool "create_isue"; near are:\n' +
      "github.create_issue(args: { title: string; body?: string }) // Opens a new issue",
      '// github has no tool "list_issues"',
      '// There is no "nope": the servers are github',
    ],
  );
});

Deno.test("tools.describe keeps within limits, and says what is wrong with its arguments", async () => {
  const tools = Array.from(
    { length: 500 },
    (_, i) => ({ name: `tool_${i}`, description: "x".repeat(200) }),
  );
  await using servers = await knownServers({ many: { tools }, dead: {} });
  const [text] = await call(servers, "describe", "many");
  assertMatch(text!, /\n\/\/ And many\.tool_/);
  assertEquals(text!.length < 13_000, true);
  assertEquals((await call(servers, "describe", ...Array(20).fill("many.tool_1"))).length, 20);
  await assertRejects(() => call(servers, "describe"), TypeError, "it takes names");
  await assertRejects(() => call(servers, "describe", 1), TypeError, "it takes names");
  await assertRejects(
    () => call(servers, "describe", ...Array(21).fill("x")),
    TypeError,
    "at most 20",
  );
  await assertRejects(() => call(servers, "describe", "dead"), Error, "dead did not start");
});
