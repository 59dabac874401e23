import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { LIMIT_TABLE } from "../../../src/config.ts";
import { commandHelp, help, limitsHelp } from "../../../src/cli/settings/help.ts";
import { main } from "../../../src/cli/main.ts";

const COMMANDS = ["serve", "run", "servers", "types", "log", "init", "doctor"];

const flagsOf = (text: string) => [...text.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag]) => flag!);

Deno.test("help fits into 80 columns", () => {
  const texts = COMMANDS.map((name) => commandHelp(name, "about it ".repeat(20).trim()));
  const all = help([["run", "Run one program ".repeat(9).trim()]], "code-mode");
  for (const line of [...texts, all, limitsHelp()].join("\n").split("\n")) {
    assertLessOrEqual(line.length, 80, line);
  }
});

Deno.test("the help of a command shows its own flags alone, and limits apart", () => {
  assertEquals(flagsOf(commandHelp("log", "x")), ["--last", "--json"]);
  assertEquals(flagsOf(commandHelp("types", "x")), [
    "--config",
    "--no-memory",
    "--read-only",
    "--allow",
    "--deny",
  ]);
  const [run, serve] = [commandHelp("run", "x"), commandHelp("serve", "x")];
  for (const text of [run, serve]) {
    assertStringIncludes(text, "--help limits");
    assertEquals(flagsOf(text).includes("--lock-ms"), false);
  }
  assertEquals(flagsOf(serve).includes("--args"), false);
  assertEquals(flagsOf(run).includes("--no-log"), false);
  assertEquals(flagsOf(limitsHelp()).length, Object.keys(LIMIT_TABLE).length);
});

Deno.test("every command takes the flags that its help shows", async () => {
  const error = console.error;
  try {
    for (const command of COMMANDS) {
      for (const flag of flagsOf(commandHelp(command, "x"))) {
        let said = "";
        console.error = (text: string) => said += text;
        // Neither of the two is there: whatever the command is, it goes no further.
        assertEquals(await main([command, flag, "--no-such-flag"]), 2);
        const unknown = /There is no flag "(.*?)"/.exec(said)?.[1];
        assertEquals(unknown ?? "--no-such-flag", "--no-such-flag", `${command} ${flag}: ${said}`);
      }
    }
  } finally {
    console.error = error;
  }
});
