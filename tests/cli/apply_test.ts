import { assertEquals, assertMatch } from "@std/assert";
import { codeModeLine, NO_CONFIG } from "../helpers/code_mode.ts";
import { entity, Scratch } from "../helpers/scratch.ts";
import { HAS_TERMINAL, onTerminal } from "../helpers/terminal.ts";

/** `code-mode run --apply` on a terminal, and what a person types into it. */
async function apply(scratch: Scratch, code: string, answer: string): Promise<string> {
  const program = `${scratch.directory}/program.ts`;
  await Deno.writeTextFile(program, code);
  const line = codeModeLine(["run", "--apply", program, "--memory-file", scratch.file]);
  return await onTerminal(line, answer, { env: { ...NO_CONFIG, NO_COLOR: "1" } });
}

const ADD = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;

Deno.test({
  name: "run --apply shows the changes, asks, and writes exactly these after a yes",
  ignore: !HAS_TERMINAL,
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
