import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type Changes, editText } from "../../../src/cli/init/import/plan/edits.ts";
import { formOf } from "../../../src/cli/init/text_form.ts";
import { maskedToml, removeFromToml, setInToml } from "../../../src/cli/init/toml_edit.ts";

const TEXT = `# mine
model = "m" # best

[mcp_servers.memory] # old
command = "npx"
args = ["-y", "server"]

[mcp_servers.memory.env]
KEY = "sec-ret"
OTHER = """sec-ret
sec-ret"""

# the next one
[mcp_servers."a.b"]
command = 'x'
env = { A = "sec-ret" }

[projects."/home/ada"]
trust_level = "trusted"
`;
const ENTRY = { command: "deno", args: ["a", 'b\\"c'], env: { X: "1" } };
const edit = (text: string, changes: Changes) => editText(text, changes, formOf("config.toml"));
const at = (name: string) => ["mcp_servers", name] as const;

Deno.test("setInToml adds a table at the end, and leaves every line as it is", () => {
  const after = setInToml(TEXT, at("code-mode"), ENTRY);
  assertEquals(
    after,
    `${TEXT}
[mcp_servers.code-mode]
command = "deno"
args = [ "a", "b\\\\\\"c" ]

[mcp_servers.code-mode.env]
X = "1"
`,
  );
  assertEquals(setInToml(after, at("code-mode"), ENTRY), after);
  assertEquals(
    setInToml("a = 1\r\n", at("x"), { command: "y" }),
    'a = 1\r\n\r\n[mcp_servers.x]\r\ncommand = "y"\r\n',
  );
  assertEquals(setInToml("", at("x"), { command: "y" }), '[mcp_servers.x]\ncommand = "y"\n');
});

Deno.test("removeFromToml takes a table out with those below it, and no comment on others", () => {
  const after = removeFromToml(TEXT, at("memory"));
  assertEquals(after, TEXT.slice(0, 27) + TEXT.slice(TEXT.indexOf("# the next one")));
  assertEquals(removeFromToml(TEXT, at("a")), TEXT);
  const left = removeFromToml(TEXT, at("a.b"));
  assertStringIncludes(left, "# the next one\n\n[projects.");
});

Deno.test("a TOML text that cannot be edited with certainty is not touched", () => {
  const value = { command: "x" };
  const texts = [
    'mcp_servers = { code-mode = { command = "x" } }\n',
    '[mcp_servers]\ncode-mode.command = "x"\n',
  ];
  for (const text of texts) {
    assertThrows(
      () => edit(text, { remove: [{ path: at("code-mode"), value }] }),
      TypeError,
      "it cannot be edited with certainty",
    );
  }
  const inline = 'mcp_servers = { other = { command = "x" } }\n';
  const set = [{ path: at("code-mode"), value }];
  assertThrows(() => edit(inline, { set }), TypeError, "it cannot be edited with certainty");
  assertThrows(() => edit("a = \n", { set }), TypeError, "line 1: The file is not TOML");
});

Deno.test("arrays that look like heads of tables do no harm", () => {
  const text = '[a]\nlist = [\n  ["mcp_servers"],\n  [1]\n]\n\n[mcp_servers.x]\ncommand = "y"\n';
  const changes = { remove: [{ path: at("x"), value: { command: "y" } }] };
  assertEquals(edit(text, changes), text.slice(0, text.indexOf("[mcp_servers.x]")));
  const head = `[mcp_servers]\n\n${text.slice(text.indexOf("[mcp_servers.x]"))}`;
  assertEquals(edit(head, changes), "[mcp_servers]\n\n");
});

Deno.test("maskedToml shows no value of an environment", () => {
  const shown = maskedToml(TEXT);
  assertEquals(shown.includes("sec-ret"), false, shown);
  assertEquals(shown.split("\n").length, TEXT.split("\n").length);
  assertStringIncludes(shown, "KEY = …\n");
  assertStringIncludes(shown, "env = …\n");
  assertStringIncludes(shown, 'command = "npx"\n');
});
