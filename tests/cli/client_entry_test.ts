import { assertEquals } from "@std/assert";
import { clientEntry, CLIENTS, type Installation } from "../../src/cli/client_entry.ts";

const source: Installation = {
  program: "/usr/bin/deno",
  standalone: false,
  os: "linux",
  folder: "/code",
};
const task = ["task", "--quiet", "--cwd", "/code", "serve"];
const entry = (from: Partial<Installation>, client = "claude-code") =>
  clientEntry(CLIENTS[client]!, { ...source, ...from }, []);

Deno.test("clientEntry starts what this is: a binary, a Deno with its folder, or npx", () => {
  assertEquals(entry({}), { command: "/usr/bin/deno", args: task });
  assertEquals(entry({ program: "/bin/code-mode", standalone: true }), {
    command: "/bin/code-mode",
    args: ["serve"],
  });
  const program = "/home/ada/.npm/_npx/05af/node_modules/deno/deno";
  assertEquals(entry({ program }), { command: "npx", args: ["-y", "deno", ...task] });
  const windows = String.raw`C:\Users\ada\npm-cache\_npx\05af\node_modules\deno\deno.exe`;
  assertEquals(entry({ program: windows, os: "windows" }), {
    command: "cmd",
    args: ["/c", "npx", "-y", "deno", ...task],
  });
});

Deno.test("clientEntry says to VS Code of what type it is", () => {
  assertEquals(entry({}, "vscode"), { type: "stdio", command: "/usr/bin/deno", args: task });
});
