import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { clientEntry, CLIENTS } from "../../../../../src/cli/init/client_entry.ts";
import { isCodeMode } from "../../../../../src/cli/init/import/find/is_code_mode.ts";
import { CLONE } from "../../../installation.ts";

const ROOT = fileURLToPath(new URL("../../../../..", import.meta.url)).replace(/\/$/, "");
const command = (line: string) => {
  const [command, ...args] = line.split(" ");
  return { command, args };
};

Deno.test("isCodeMode knows every entry that init makes, and others that start code-mode", () => {
  const ours = [
    clientEntry(CLIENTS["claude-code"]!, { ...CLONE, folder: ROOT }, ["--memory-file", "/m"]),
    clientEntry(CLIENTS["vscode"]!, {
      ...CLONE,
      folder: ROOT,
      program: "/h/.npm/_npx/1/node_modules/deno/deno",
      os: "windows",
    }, []),
    clientEntry(CLIENTS["cursor"]!, { ...CLONE, program: "/bin/code-mode", standalone: true }, []),
    clientEntry(CLIENTS["cursor"]!, { ...CLONE, folder: ROOT, packaged: true }, []),
    command("/opt/code-mode-x86_64-unknown-linux-gnu serve"),
    command("C:\\tools\\code-mode.exe serve --read-only"),
    command("npx -y code-mode serve"),
    command("npx -y @code-mode/code-mode@0.1.0 serve"),
    command(`deno task --quiet --config ${ROOT}/deno.json serve`),
    command(`deno run -A ${ROOT}/main.ts serve`),
  ];
  for (const entry of ours) assertEquals(isCodeMode(entry), true, JSON.stringify(entry));
});

Deno.test("isCodeMode leaves other servers, also in a folder of that name", () => {
  const others = [
    command("npx -y @modelcontextprotocol/server-filesystem /home/me/code-mode"),
    command("code-mode-helper start"),
    command("my-code-mode serve"),
    command("server serve /home/me/code-mode"),
    command("deno task --cwd /nowhere serve"),
    { url: "https://x/code-mode serve" },
    { command: 1, args: "serve" },
    "code-mode serve",
    null,
  ];
  for (const entry of others) assertEquals(isCodeMode(entry), false, JSON.stringify(entry));
});
