import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { verdict } from "../../../src/api/rules/permissions.ts";
import { problemText } from "../../../src/servers/config/problem.ts";
import { type ReadOptions, readServersConfig } from "../../../src/servers/config/servers_config.ts";

const VARIABLES: Record<string, string> = { TOKEN: "t0ken-value", EMPTY: "" };

const read = (config: unknown, options: Partial<ReadOptions> = {}) =>
  readServersConfig(typeof config === "string" ? config : JSON.stringify(config), {
    env: (name) => VARIABLES[name],
    home: "/home/ann",
    workspace: "/work/space",
    os: "linux",
    embedded: ["memory"],
    readText: (path) => {
      throw new Deno.errors.NotFound(path);
    },
    ...options,
  });

/** Reads one server and returns it with the texts of its problems. */
function one(entry: unknown, options?: Partial<ReadOptions>) {
  const { servers, problems, permissions } = read({ mcpServers: { s: entry } }, options);
  assertEquals(servers.length, 1);
  return { ...servers[0]!, told: problems.map(problemText), problems, permissions };
}

Deno.test("no config means no servers and the default permissions", () => {
  const { servers, problems, permissions } = readServersConfig(undefined, {
    env: () => undefined,
    workspace: "/",
    os: "linux",
    embedded: ["memory"],
  });
  assertEquals([servers, problems], [[], []]);
  const erase = { server: "memory", name: "delete_x", annotations: { destructiveHint: true } };
  assertEquals(verdict(erase, permissions).kind, "allow");
});

Deno.test("entries as clients write them are read", () => {
  const { servers, problems } = read(`{
    // from Claude Code
    "mcpServers": {
      "github": {
        "type": "stdio", "command": "npx", "args": ["-y", "server-github", 1],
        "env": { "GITHUB_TOKEN": "\${TOKEN}", "PORT": 3000, "DEBUG": true, "UNSET": null },
      },
      "files": { "command": "~/bin/files", "args": ["\${workspaceFolder}", "~/notes"], "cwd": "sub", },
      "off": { "command": "x", "disabled": true },
      "off too": { "command": "x", "env": { "A": "\${NOT_SET}" }, "enabled": false },
      "full": {
        "command": "x", "timeout": 60000, "description": "All of it", "parallel": ["get_*"],
        "idleMinutes": 10, "readOnly": true, "private": true,
      },
    },
    "servers": { "vs": { "command": "y", "parallel": true } }, /* VS Code's */
    "inputs": [],
  }`);
  assertEquals(problems, []);
  assertEquals(servers, [
    {
      name: "github",
      disabled: false,
      launch: {
        command: "npx",
        args: ["-y", "server-github", "1"],
        env: { GITHUB_TOKEN: "t0ken-value", PORT: "3000", DEBUG: "true" },
      },
      secrets: ["t0ken-value", "3000", "true"],
    },
    {
      name: "files",
      disabled: false,
      launch: {
        command: "/home/ann/bin/files",
        args: ["/work/space", "/home/ann/notes"],
        env: {},
        cwd: "/work/space/sub",
      },
      secrets: [],
    },
    { name: "off", disabled: true, secrets: [] },
    { name: "off too", disabled: true, secrets: ["${NOT_SET}"] },
    {
      name: "full",
      disabled: false,
      launch: { command: "x", args: [], env: {} },
      timeoutMs: 60000,
      description: "All of it",
      parallel: ["get_*"],
      idleMinutes: 10,
      secrets: [],
    },
    {
      name: "vs",
      disabled: false,
      launch: { command: "y", args: [], env: {} },
      parallel: true,
      secrets: [],
    },
  ]);
});

Deno.test("a fault stops its server and no other, and says where, what and what to do", () => {
  const cases: [entry: unknown, told: string[]][] = [
    [1, ["must be an object", 'has no "command"']],
    [{}, ['has no "command"']],
    [{ command: "" }, ['has no "command"']],
    [{ command: 1 }, ["command, line 1: must be text", 'has no "command"']],
    [{ command: "x", args: "-y" }, ["args, line 1: must be a list of texts"]],
    [{ command: "x", args: ["a", {}] }, ["args[1], line 1: must be text"]],
    [{ command: "x", args: ["a\0b"] }, ["args[0], line 1: must be text"]],
    [{ command: "x", env: [] }, ["env, line 1: must be an object of texts"]],
    [{ command: "x", env: { A: {} } }, ["env.A, line 1: must be text"]],
    [{ command: "x", env: { "A=B": "1" } }, ["is not a name that can be set"]],
    [{ command: "x", env: { "": "1" } }, ["is not a name that can be set"]],
    [{ command: "x", env: { A: "${NOT_SET}" } }, [
      "mcpServers.s.env.A, line 1: needs the variable NOT_SET, which is not set: set NOT_SET where",
    ]],
    [{ command: "x", args: ["${A}", "${B}"] }, ["variable A,", "variable B,"]],
    [{ command: "x", args: ["${input:key}"] }, ['asks for the input "key"']],
    [{ command: "x", envFile: ".env" }, ['there is no file "/work/space/.env"']],
    [{ command: "x", type: "pipe" }, ['"pipe" is not known: write one of stdio, http']],
    [{ command: "x", type: "toString" }, ['"toString" is not known']],
    [{ command: "x", url: "http://x" }, ['has both "command" and "url"']],
    [{ command: "x", readOnly: "yes" }, ["readOnly, line 1: must be true or false"]],
    [{ command: "x", private: 1 }, ["private, line 1: must be true or false"]],
    [{ command: "x", disabled: "no" }, ["disabled, line 1: must be true or false"]],
    [{ command: "x", excludeTools: "a" }, ["excludeTools, line 1: must be a list of texts"]],
    [{ command: "x", includeTools: {} }, ["includeTools, line 1: must be a list of texts"]],
    [{ command: "x", includeTools: [], enabled_tools: [] }, ['says the same as "includeTools"']],
    [{ command: "x", parallel: "all" }, ["parallel, line 1: must be a list of texts"]],
    [{ type: "http" }, ['has the type "http" and no "url"']],
    [{ url: "https://x/mcp" }, ["remote servers are not supported yet"]],
  ];
  for (const [entry, told] of cases) {
    const { servers, problems } = read({ mcpServers: { s: entry, good: { command: "x" } } });
    const label = JSON.stringify(entry);
    const [bad, good] = servers;
    assert(bad?.fault, label);
    assertEquals([bad.name, bad.launch, bad.fault], ["s", undefined, problems[0]], label);
    assertEquals(good!.launch?.command, "x", label);
    assertEquals(problems.length, told.length, label);
    for (const [at, text] of told.entries()) {
      assertStringIncludes(problemText(problems[at]!), text);
      assertEquals([problems[at]!.server, problems[at]!.stops], ["s", true], label);
    }
  }
});

Deno.test("every spelling of a remote server is one", () => {
  const entries: [unknown, string][] = [
    [{ url: "https://x" }, "http"],
    [{ serverUrl: "https://x" }, "http"],
    [{ httpUrl: "https://x" }, "http"],
    [{ type: "http", url: "https://x" }, "http"],
    [{ type: "streamable-http", url: "https://x" }, "http"],
    [{ type: "streamableHttp", url: "https://x" }, "http"],
    [{ type: "sse", url: "https://x" }, "sse"],
    [{ type: "http", url: "https://x", command: "x" }, "http"],
  ];
  for (const [entry, type] of entries) {
    const { remote, fault } = one({
      ...entry as object,
      headers: { Authorization: "Bearer ${TOKEN}" },
    });
    const headers = { Authorization: "Bearer t0ken-value" };
    assertEquals(remote, { type: type as "http" | "sse", url: "https://x", headers });
    assertEquals(fault?.what, "remote servers are not supported yet");
  }
});

Deno.test("what follows the name of a secret in args is one", () => {
  const { secrets } = one({ command: "x", args: ["--token", "sk-123456", "--key=${TOKEN}"] });
  assertEquals(secrets.toSorted(), ["sk-123456", "t0ken-value"]);
});

Deno.test("what a URL carries is a secret", () => {
  const { secrets } = one({ url: "https://ann:p%40ss@x/mcp?key=abcd&tenant=${TOKEN}" });
  assertEquals(secrets.toSorted(), ["abcd", "p%40ss", "p@ss", "t0ken-value"]);
});

Deno.test("what is only ignored is told, and stops nothing", () => {
  const cases: [entry: object, told: string][] = [
    [{ timeout: 30 }, "mcpServers.s.timeout, line 1: must be from 1000 to 2147483647 milliseconds"],
    [{ timeout: "1m" }, "timeout"],
    [{ timeout: 2 ** 31 }, "timeout"],
    [{ idleMinutes: 0 }, "idleMinutes"],
    [{ gallery: true }, "mcpServers.s.gallery, line 1: is not known, and is ignored"],
    [{ constructor: 1 }, "mcpServers.s.constructor"],
  ];
  for (const [entry, text] of cases) {
    const { launch, fault, told, timeoutMs, idleMinutes } = one({ command: "x", ...entry });
    assertEquals([launch?.command, fault, timeoutMs, idleMinutes], [
      "x",
      undefined,
      undefined,
      undefined,
    ]);
    assertEquals(told.length, 1);
    assertStringIncludes(told[0]!, text);
  }
  const { problems } = read({ mcpServers: {}, mcpservers: {} });
  assertEquals(problems.map(({ path, stops }) => [path, stops]), [["mcpservers", false]]);
});

Deno.test("what stands twice stops its server, and __proto__ is no name", () => {
  const cases: [text: string, server: string, path: string][] = [
    ['{"s":{"command":"x"},"s":{"command":"y"}}', "s", "mcpServers.s"],
    ['{"s":{"command":"x","readOnly":true,"readOnly":false}}', "s", "mcpServers.s.readOnly"],
    ['{"s":{"command":"x","env":{"A":"1","A":"2"}}}', "s", "mcpServers.s.env.A"],
    ['{"s":{"command":"x","__proto__":{"disabled":true}}}', "s", "mcpServers.s.__proto__"],
    ['{"s":{"command":"x","env":{"__proto__":"1"}}}', "s", "mcpServers.s.env.__proto__"],
    ['{"__proto__":{"command":"x"}}', "__proto__", "mcpServers.__proto__"],
  ];
  for (const [text, server, path] of cases) {
    const { servers, problems } = read(`{"mcpServers":${text}}`);
    assertEquals(problems.map((one) => [one.server, one.path, one.stops]), [[server, path, true]]);
    assertEquals(servers.map(({ launch }) => launch), servers.map(() => undefined), text);
  }
  const both = read({ mcpServers: { s: { command: "x" } }, servers: { s: { command: "y" } } });
  assertEquals(both.servers.map(({ launch }) => launch), [undefined]);
  assertEquals(({} as Record<string, unknown>).disabled, undefined);
});

Deno.test("names that rules could not tell apart are refused", () => {
  for (const name of ["", " ", "a*", "a@b", "a\nb", "a\u202eb", "x".repeat(65)]) {
    const { servers: [server] } = read({ mcpServers: { [name]: { command: "x" } } });
    assertStringIncludes(server!.fault?.what ?? "", "its name");
  }
  for (const name of ["a.b", "Ä b", "constructor", "a__b", "1", "x".repeat(64)]) {
    const { servers: [server] } = read({ mcpServers: { [name]: { command: "x" } } });
    assertEquals([server!.name, server!.launch?.command], [name, "x"]);
  }
});

Deno.test("a text that cannot be read has no servers, and every tool is refused", () => {
  const cases: [text: string, what: string, line: number][] = [
    ["", "not JSON: value expected", 1],
    ['{\n"mcpServers": {"s": {"command": "x"}}\n"permissions": {}}', "comma expected", 3],
    ["{a: 1}", "not JSON", 1],
    ["[]", "not an object", 1],
    ['{"mcpServers": []}', "must be an object", 1],
    ['{\n"readOnly": "yes"}', "must be true or false", 2],
    ['{"permission": {"deny": []}}', "not known here", 1],
    ['{"deny": []}', "not known here", 1],
    ['{"permissions": {"deny": []}, "permissions": {}}', "stands there twice", 1],
    ['{"permissions": {"deny": ["a.b"],\n"deny": []}}', "stands there twice", 2],
    ["\n" + "[".repeat(100_000), "deeper than 32", 2],
    [`{"x": "${"x".repeat(2 ** 20)}"}`, "longer than 1048576", 1],
  ];
  for (const [text, what, line] of cases) {
    const { servers, problems, permissions } = read(text);
    assertEquals(servers, [], what);
    const problem = problems.find((one) => one.what.includes(what));
    assert(problem, `${what}: ${problems.map(problemText)}`);
    assertEquals([problem.line, problem.stops], [line, true], what);
    const tool = { server: "memory", name: "read_graph", annotations: { readOnlyHint: true } };
    assertEquals(verdict(tool, permissions).kind, "deny", what);
  }
});

Deno.test("a byte order mark and nesting are no fault", () => {
  assertEquals(read('\uFEFF{"mcpServers": {}}').problems, []);
  assertEquals(one({ command: "x", args: ["[".repeat(100)] }).told, []);
});

Deno.test("thousands of faults take no long time", () => {
  const text = `{"mcpServers": {${
    Array.from({ length: 20_000 }, (_, at) => `"s${at}": {\n"a": 1}`).join(",")
  }}}`;
  const start = performance.now();
  assert(read(text).problems.length >= 40_000);
  assert(performance.now() - start < 15_000, `${performance.now() - start} ms`);
});

Deno.test("what other clients say of tools becomes rules", () => {
  const judge = (entry: object, name: string, destructiveHint = false) =>
    verdict(
      { server: "s", name, annotations: { destructiveHint } },
      one({ command: "x", ...entry }).permissions,
    ).kind;
  for (const key of ["includeTools", "enabled_tools"]) {
    assertEquals(["a", "b"].map((name) => judge({ [key]: ["a"] }, name)), ["allow", "deny"], key);
    assertEquals(judge({ [key]: [] }, "a"), "deny", key);
  }
  for (const key of ["excludeTools", "disabledTools", "disabled_tools"]) {
    assertEquals(["a", "b"].map((name) => judge({ [key]: ["a"] }, name)), ["deny", "allow"], key);
  }
  for (const key of ["alwaysAllow", "autoApprove"]) {
    const names = ["a", "b"];
    assertEquals(names.map((name) => judge({ [key]: ["a"] }, name, true)), ["allow", "ask"], key);
    assertEquals(judge({ [key]: true }, "b", true), "allow", key);
    assertEquals(judge({ [key]: false }, "b", true), "ask", key);
  }
  assertEquals(judge({ trust: true }, "b", true), "allow");
  assertEquals(judge({ trust: false }, "b", true), "ask");
  assertEquals(judge({ trust: true, excludeTools: ["b"] }, "b"), "deny");
  assertEquals(judge({ readOnly: true }, "b"), "deny");
  assertEquals(judge({ readOnly: true, alwaysAllow: ["b"] }, "b"), "allow");
  const denied = verdict(
    { server: "s", name: "a" },
    one({ command: "x", excludeTools: ["a"] }).permissions,
  );
  assertEquals(denied, {
    kind: "deny",
    rule: '"a" in mcpServers.s.excludeTools',
    remedy: 'Remove "a" from mcpServers.s.excludeTools',
  });
});

Deno.test("written permissions and flags come through, with the faults of rules", () => {
  const config = {
    mcpServers: { s: { command: "x" } },
    permissions: { deny: ["mcp__s__drop_*", "mcp__other", "s.a(b)"] },
  };
  const { problems, permissions } = read(config);
  assertEquals(problems.map(({ path, stops }) => [path, stops]), [
    ["permissions.deny[1]", false],
    ["permissions.deny[2]", true],
  ]);
  const tool = (server: string, name: string) => ({ server, name });
  assertEquals(verdict(tool("s", "any"), permissions).kind, "deny");
  assertEquals(verdict(tool("memory", "any"), permissions).kind, "allow");
  for (const readOnly of [read({ readOnly: true }), read({}, { readOnly: true })]) {
    assertEquals(verdict(tool("memory", "any"), readOnly.permissions).kind, "deny");
  }
});

Deno.test("an entry takes the place of an embedded server of its name", () => {
  const erase = { server: "memory", name: "x", annotations: { destructiveHint: true } };
  const { permissions } = read({ mcpServers: { memory: { command: "x" } } });
  assertEquals(verdict(erase, permissions).kind, "ask");
});

Deno.test("a config with secrets that others can read is told on POSIX", () => {
  const told = (env: Record<string, string>, mode: number, os: typeof Deno.build.os = "linux") =>
    one({ command: "x", env }, { os, file: { path: "/c/mcp.json", mode } }).told;
  assertEquals(told({ KEY: "secret" }, 0o644), [
    "line 1: Other users can read this file (mode 644), which has values of env or headers: " +
    'run: chmod 600 "/c/mcp.json"',
  ]);
  assertEquals(told({ KEY: "secret" }, 0o640).length, 1);
  assertEquals(told({ KEY: "secret" }, 0o600), []);
  assertEquals(told({ KEY: "${TOKEN}" }, 0o644), []);
  assertEquals(told({}, 0o644), []);
  assertEquals(told({ KEY: "secret" }, 0o644, "windows"), []);
});

Deno.test("envFile is read from the workspace, and env goes before it", () => {
  const text = [
    "# comment",
    "A=1 # one",
    "export B='two words'",
    'C="line\\nnext"',
    'KEY="-----BEGIN',
    'END-----"',
    "D=",
  ].join("\n");
  const paths: string[] = [];
  const { launch, secrets, told } = one(
    { command: "x", envFile: "${workspaceFolder}/.env", env: { A: "over" } },
    { readText: (path) => (paths.push(path), text) },
  );
  assertEquals([paths, told], [["/work/space/.env"], []]);
  const file = { B: "two words", C: "line\nnext", KEY: "-----BEGIN\nEND-----", D: "" };
  assertEquals(launch?.env, { A: "over", ...file });
  assert(secrets.includes("two words") && !secrets.includes(""));

  const broken = one({ command: "x", envFile: ".env" }, { readText: () => "A=1\ns3cret" });
  assertStringIncludes(
    broken.fault!.what,
    'cannot use "/work/space/.env": line 2 is not NAME=value',
  );
  const real = one({ command: "x", envFile: ".env" }, {
    readText: () => {
      throw new TypeError('Cannot read "x": it is not an ordinary file');
    },
  });
  assertStringIncludes(real.fault!.what, "not an ordinary file");
});
