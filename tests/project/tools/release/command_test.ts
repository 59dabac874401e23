import { assertEquals, assertStringIncludes } from "@std/assert";
import { command, Failure, type ReleaseCommand } from "../../../../src/tools/release/command.ts";
import { whyNot } from "../../../../src/tools/release/compile.ts";
import { ROOT } from "../../../cli/task.ts";

const MAKE: ReleaseCommand = {
  task: "make",
  about: "Make it.",
  flags: [["--target TRIPLE", "the machine"]],
  run: (flag) => {
    if (flag("target") === "none") throw new Failure("There is no such machine");
    return Promise.resolve(`made for ${flag("target")}`);
  },
};

/** The exit code, and what stands on both outputs. */
async function start(...args: string[]): Promise<[code: number, said: string]> {
  const real = { log: console.log, error: console.error };
  let said = "";
  console.log = console.error = (text: string) => said += `${text}\n`;
  try {
    return [await command(MAKE, args), said];
  } finally {
    Object.assign(console, real);
  }
}

Deno.test("a command of the release has help, refuses what it does not know, and says what it made", async () => {
  const help =
    "Make it.\n\nUsage: deno task make [flags]\n\nFlags:\n  --target TRIPLE  the machine\n";
  assertEquals(await start("--help"), [0, help]);
  assertEquals(await start("--target", "x"), [0, "made for x\n"]);
  const tell = "\nTry: deno task make --help\n";
  assertEquals(await start("--taget", "x"), [
    2,
    `code-mode: There is no flag "--taget": did you mean --target?${tell}`,
  ]);
  assertEquals(await start("x"), [2, `code-mode: "make" takes no "x"${tell}`]);
  assertEquals(await start("--target=none"), [1, "code-mode: There is no such machine\n"]);
});

Deno.test("compile says what is missing, without Deno's trace", () => {
  const said = `error: Writing deno compile executable to temporary file '/d'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (https://dl.deno.land/release/v2/denort.zip): dns error
    2: no address

Stack backtrace:
   0: <unknown>`;
  const why = whyNot(said);
  assertStringIncludes(why, "could not be fetched from dl.deno.land: no address. Try again with");
  assertEquals(
    whyNot("error: Unknown target\n\nStack backtrace:\n 0: x"),
    "Cannot compile: Unknown target",
  );
});

Deno.test("bundle without a binary says what makes one", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "bundle", "--binary", "/nowhere/code-mode"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [
    1,
    'code-mode: There is no binary "/nowhere/code-mode": run "deno task compile" first\n',
  ]);
});
