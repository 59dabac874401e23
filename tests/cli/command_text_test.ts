import { assertEquals } from "@std/assert";
import type { Installation } from "../../src/cli/init/client_entry.ts";
import { commandText } from "../../src/cli/command_text.ts";
import { CLONE } from "./installation.ts";

const source: Installation = { ...CLONE, folder: "/code mode" };
const repair = (file: string, from: Partial<Installation> = {}) =>
  commandText(["doctor", "--repair", "--memory-file", file], { ...source, ...from });

Deno.test("commandText is typed as this installation is called, with the file in question", () => {
  const task = `task --quiet --cwd "/code mode" doctor --repair --memory-file "/m.jsonl"`;
  assertEquals(repair("/m.jsonl"), `/usr/bin/deno ${task}`);
  assertEquals(
    repair("/m.jsonl", { program: "/home/ada/.npm/_npx/05af/node_modules/deno/deno" }),
    `npx --prefer-offline -y deno@2.9.6 ${task}`,
  );
  assertEquals(
    repair("/m.jsonl", { packaged: true, folder: "/lib/code-mode" }),
    `node "/lib/code-mode/bin/code-mode.cjs" doctor --repair --memory-file "/m.jsonl"`,
  );
  assertEquals(
    repair("/m.jsonl", { program: "/opt/code-mode", standalone: true }),
    `/opt/code-mode doctor --repair --memory-file "/m.jsonl"`,
  );
  assertEquals(
    repair(String.raw`C:\my files\m.jsonl`, {
      program: String.raw`C:\npm-cache\_npx\05af\node_modules\deno\deno.exe`,
      os: "windows",
      folder: String.raw`D:\code` + "\\",
    }),
    String
      .raw`npx --prefer-offline -y deno@2.9.6 task --quiet --cwd "D:\code\\" doctor --repair --memory-file "C:\my files\m.jsonl"`,
  );
});

Deno.test("commandText is read by a shell as it is meant, whatever is in a path", async () => {
  for (const odd of ["a b", "it's", '"', "$HOME", "`id`", "\\", "!x", "*", "a;b", "ö\n", "'$'"]) {
    const text = repair(`/${odd}`, { program: "printf", standalone: true }).replace(
      "printf",
      `printf '%s\\0'`,
    );
    const { stdout } = await new Deno.Command("sh", { args: ["-c", text] }).output();
    assertEquals(new TextDecoder().decode(stdout).split("\0"), [
      ...["doctor", "--repair", "--memory-file", `/${odd}`, ""],
    ]);
  }
});
