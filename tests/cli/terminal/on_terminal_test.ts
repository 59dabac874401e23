import { assertEquals, assertStringIncludes } from "@std/assert";
import { codeModeLine, NO_CONFIG } from "../../helpers/code_mode.ts";
import { Scratch } from "../../helpers/scratch.ts";
import { HAS_TERMINAL, onTerminal } from "../../helpers/terminal.ts";

/** `code-mode run` on a terminal: what it shows, and what a person types when it shows `question`. */
async function run(code: string, answer = "", question?: string): Promise<string> {
  using scratch = new Scratch([]);
  const program = `${scratch.directory}/program.ts`;
  await Deno.writeTextFile(program, code);
  const line = codeModeLine(["run", program, "--memory-file", scratch.file]);
  return await onTerminal(line, answer, { env: { ...NO_CONFIG, NO_COLOR: "1" } }, question);
}

Deno.test({
  name: "a terminal does not obey what a program returns, logs or throws",
  ignore: !HAS_TERMINAL,
  fn: async () => {
    const evil = `"\\x1b[2J\\x9b31m\\x07\\rgone"`;
    const shown = "\\u001b[2J\\u009b31m\\u0007\\u000dgone";
    for (
      const code of [
        `return ${evil}`,
        `return [${evil}]`,
        `console.log(${evil})`,
        `throw new Error(${evil})`,
        `await memory.openNodes(${evil})`,
      ]
    ) {
      const said = await run(code);
      assertStringIncludes(said.replaceAll("\\r", "\\u000d"), shown, code);
      // Our own progress line goes, and nothing else.
      const rest = said.replaceAll("\r\x1b[K", "").replaceAll("\r\n", "");
      assertEquals(["\x1b", "\x9b", "\x07", "\r"].filter((one) => rest.includes(one)), [], code);
    }
  },
});

Deno.test({
  name: "Ctrl-C ends a program, leaves a clean line and says what was called",
  ignore: !HAS_TERMINAL,
  fn: async () => {
    const said = await run(
      "await new Promise(() => setTimeout(() => {}, 60_000))",
      "\x03",
      "calls made",
    );
    assertStringIncludes(
      said,
      "\r\x1b[KCancelled: Ctrl-C has ended the program\r\nNo call was made",
    );
    assertEquals(said.includes("code-mode:"), false, said);
  },
});
