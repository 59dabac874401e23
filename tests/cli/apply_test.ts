import { assertEquals, assertMatch } from "@std/assert";
import { codeModeLine, NO_CONFIG } from "../helpers/code_mode.ts";
import { entity, Scratch } from "../helpers/scratch.ts";

/** Debian and others bring it: it gives a program a terminal. */
const SCRIPT = "/usr/bin/script";

/** `code-mode run --apply` on a terminal, and what a person types into it. */
async function apply(scratch: Scratch, code: string, answer: string): Promise<string> {
  const program = `${scratch.directory}/program.ts`;
  await Deno.writeTextFile(program, code);
  const line = codeModeLine(["run", "--apply", program, "--memory-file", scratch.file]);
  const child = new Deno.Command(SCRIPT, {
    args: ["-qec", line.map((word) => `'${word}'`).join(" "), "/dev/null"],
    env: { ...NO_CONFIG, NO_COLOR: "1" },
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

const ADD = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;

Deno.test({
  name: "run --apply shows the changes, asks, and writes exactly these after a yes",
  ignore: Deno.build.os !== "linux" || !isThere(SCRIPT),
  fn: async () => {
    using scratch = new Scratch([entity("a")]);
    const no = await apply(scratch, ADD, "");
    assertMatch(no, /~ a: \+"x"[^]*Write this\? \[y\/N\] [^]*Nothing was written\./);
    assertEquals(scratch.lines()[0].observations, []);
    const yes = await apply(scratch, ADD, "y");
    assertMatch(yes, /Write this\? \[y\/N\] [^]*Written\./);
    assertEquals(scratch.lines()[0].observations, ["x"]);
    const nothing = await apply(scratch, "return 1", "y");
    assertMatch(nothing, /There is nothing to write\./);
  },
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
