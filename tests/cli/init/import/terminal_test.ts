import { assertEquals, assertMatch } from "@std/assert";
import { GOOD, Home } from "./home.ts";

/** Debian and others bring it: it gives a program a terminal. */
const SCRIPT = "/usr/bin/script";

/** `code-mode init claude-code --import` on a terminal, and what a person types into it. */
async function answered(home: Home, answer: string): Promise<string> {
  const words = home.line("claude-code", "--import").map((word) => `'${word}'`);
  const child = new Deno.Command(SCRIPT, {
    args: ["-qec", words.join(" "), "/dev/null"],
    cwd: home.project,
    clearEnv: true,
    env: home.env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const asked = !said.includes("[y/N]") && (said + text).includes("[y/N]");
    said += text;
    if (asked) await stdin.write(new TextEncoder().encode(`${answer}\n`));
  }
  await stdin.close();
  await child.status;
  return said;
}

Deno.test({
  name: "init --import asks a person once, and changes nothing without a yes",
  ignore: Deno.build.os !== "linux" || !isThere(SCRIPT),
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

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
