import { assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import {
  clientEntry,
  CLIENTS,
  type Installation,
  whyNoEntry,
} from "../../../src/cli/init/client_entry.ts";
import { CLONE } from "../installation.ts";

const task = ["task", "--quiet", "--cwd", "/code", "serve"];
const entry = (from: Partial<Installation>, client = "claude-code") =>
  clientEntry(CLIENTS[client]!, { ...CLONE, ...from }, []);

Deno.test("clientEntry starts what this is: a binary, a Deno with its folder, or npx", () => {
  assertEquals(entry({}), { command: "/usr/bin/deno", args: task });
  assertEquals(entry({ program: "/bin/code-mode", standalone: true }), {
    command: "/bin/code-mode",
    args: ["serve"],
  });
  const program = "/home/ada/.npm/_npx/05af/node_modules/deno/deno";
  const npx = ["--prefer-offline", "-y", "deno@2.9.6", ...task];
  assertEquals(entry({ program }), { command: "npx", args: npx });
  const windows = String.raw`C:\Users\ada\npm-cache\_npx\05af\node_modules\deno\deno.exe`;
  assertEquals(entry({ program: windows, os: "windows" }), {
    command: "cmd",
    args: ["/c", "npx", ...npx],
  });
});

Deno.test("clientEntry starts a package's own Deno, without Node, as the task does", () => {
  const folder = "/lib/node_modules/code-mode";
  const program = `${folder}/node_modules/@deno/linux-x64-glibc/deno`;
  const env = { DENO_DIR: "/home/ada/.cache/code-mode" };
  const from = { packaged: true, folder, program, env };
  const [, ...words] = config.tasks.serve.split(" ");
  assertEquals(entry(from), {
    command: program,
    args: [...words.slice(0, -2), `${folder}/main.js`, "serve"],
    env,
  });
  assertEquals(words.slice(-2), ["main.ts", "serve"]);
  assertEquals(whyNoEntry({ ...CLONE, ...from }), undefined);
});

Deno.test("whyNoEntry: a package in npx's cache is none that an entry can name", () => {
  const folder = "/home/ada/.npm/_npx/05af/node_modules/code-mode";
  assertStringIncludes(whyNoEntry({ ...CLONE, packaged: true, folder }) ?? "", "npx's cache");
  assertEquals(whyNoEntry({ ...CLONE, folder }), undefined);
});

Deno.test("clientEntry says to VS Code of what type it is", () => {
  assertEquals(entry({}, "vscode"), { type: "stdio", command: "/usr/bin/deno", args: task });
});
