import { assertEquals, assertStringIncludes } from "@std/assert";
import { codeMode } from "../../helpers/code_mode.ts";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";

async function log(state: string, ...args: string[]) {
  const { code, stdout, stderr } = await codeMode(["log", ...args], {
    env: { XDG_STATE_HOME: state, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test({
  name: "log shows what serve has run, and serve --no-log leaves nothing",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using scratch = new Scratch([entity("a")]);
    const state = `${scratch.directory}/state`;
    const program = `await memory.addObservations([{ entityName: "a", contents: ["secret"] }])`;
    const args = ["--memory-file", scratch.file];
    {
      await using server = await ServerProcess.start([...args, "--no-log"], {
        XDG_STATE_HOME: state,
      });
      await server.execute(program);
      await server.close();
    }
    const none = await log(state);
    assertEquals([none.code, none.stdout], [0, ""]);
    assertStringIncludes(none.stderr, "Nothing has been logged yet");
    {
      await using server = await ServerProcess.start(args, { XDG_STATE_HOME: state });
      await server.execute(program);
      await server.execute("null.x");
      await server.close(); // a kill may come before the last line
    }
    const { code, stdout } = await log(state);
    assertEquals(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assertEquals(lines.length, 2);
    assertStringIncludes(lines[0]!, "memory.addObservations 1");
    assertStringIncludes(lines[1]!, "runtime");
    const file = await Deno.readTextFile(`${state}/code-mode/programs.jsonl`);
    assertEquals(file.includes("secret"), false);
    const json = await log(state, "--json", "--last", "1");
    assertEquals(JSON.parse(json.stdout).map(({ outcome }: { outcome: string }) => outcome), [
      "runtime",
    ]);
  },
});

Deno.test("log says what is wrong with its command line", async () => {
  for (const args of [["x"], ["--last", "0"], ["--last", "x"], ["--what"]]) {
    const { code, stdout } = await log("/nowhere", ...args);
    assertEquals([code, stdout], [2, ""], args.join(" "));
  }
});
