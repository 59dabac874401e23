import { assertEquals, assertMatch } from "@std/assert";
import { GOOD, Home } from "./home.ts";
import { HAS_TERMINAL, onTerminal } from "../../../helpers/terminal.ts";

/** `code-mode init claude-code --import` on a terminal, and what a person types into it. */
function answered(home: Home, answer: string): Promise<string> {
  return onTerminal(home.line("claude-code", "--import"), answer, {
    cwd: home.project,
    clearEnv: true,
    env: home.env,
  });
}

Deno.test({
  name: "init --import asks a person once, and changes nothing without a yes",
  ignore: !HAS_TERMINAL,
  fn: async () => {
    using home = new Home();
    home.write("project/.mcp.json", { mcpServers: { good: GOOD } });
    const before = home.files();
    const no = await answered(home, "");
    assertMatch(
      no,
      /\+ {5}"good": [^]*Move this behind code-mode\? \[y\/N\] [^]*Nothing was changed\./,
    );
    assertEquals(home.files(), before);
    const yes = await answered(home, "y");
    assertMatch(yes, /✓ good /);
    assertEquals(Object.keys(home.json("project/.mcp.json").mcpServers), ["code-mode"]);
  },
});
