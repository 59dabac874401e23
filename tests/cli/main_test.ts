import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { BINARY, codeMode } from "../helpers/code_mode.ts";
import { relation, Scratch } from "../helpers/scratch.ts";
import { ROOT, task, taskOrBinary } from "./task.ts";

Deno.test("run prints what the program returned", async () => {
  const { code, stdout, stderr } = await task(["run", "data/examples/count-active.ts"]);
  assertEquals([code, stdout], [0, "30\n"], stderr);
});

Deno.test("run finds a file from the folder that the user is in", async () => {
  const { code, stdout } = await task(["run", "examples/count-active.ts"], { cwd: `${ROOT}data` });
  assertEquals([code, stdout], [0, "30\n"]);
});

Deno.test("run takes a program from stdin, and shows logs apart from the result", async () => {
  const { code, stdout, stderr } = await task(["run", "-"], {
    stdin: "console.log('on the way'); return { a: 1 }",
  });
  assertEquals([code, stdout], [0, '{\n  "a": 1\n}\n']);
  assertStringIncludes(stderr, "on the way");
});

Deno.test("run prints all of a long result, and what --answer-chars leaves of it", async () => {
  const stdin = "return Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x'.repeat(100) }))";
  const whole = await task(["run", "-"], { stdin });
  assertEquals([whole.code, JSON.parse(whole.stdout).length], [0, 20_000], whole.stderr);
  const cut = await task(["run", "-", "--answer-chars", "8000"], { stdin });
  assertMatch(cut.stdout, /"… \d+ more"\n\]\n$/);
  assertStringIncludes(cut.stderr, "The result was cut");
});

Deno.test("run exits with 1 and says what went wrong", async () => {
  const { code, stdout, stderr } = await task(["run", "-"], { stdin: "\nnull.x" });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, "TypeError (line 2, column 6)");
});

Deno.test("run --json prints the outcome", async () => {
  const { stdout } = await task(["run", "-", "--json"], { stdin: "return 1" });
  assertEquals(JSON.parse(stdout), { status: "ok", result: 1, calls: { total: 0 } });
});

Deno.test("run --args hands the program's function an object", async () => {
  const stdin =
    "export default ({ days, text }: { days: number; text: string }) => text + days * 2";
  for (
    const args of [["--args", '{"days":7,"text":"a b=\'"}'], ['--args={"days":7,"text":"a b=\'"}']]
  ) {
    const { code, stdout, stderr } = await task(["run", "-", ...args], { stdin });
    assertEquals([code, stdout], [0, "a b='14\n"], stderr);
  }
});

Deno.test("run --args tells that a program takes none", async () => {
  const { code, stdout, stderr } = await task(["run", "-", "--args", "{}"], { stdin: "return 1" });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, "The program takes no arguments");
  assertStringIncludes(stderr, "Hint: Make it a function: export default async (args) => { … }");
});

Deno.test("run works on a scratch copy, or on the file that it is given", async () => {
  const examples = `${ROOT}data/code-mode-memory.jsonl`;
  const before = await Deno.readTextFile(examples);
  const code = `await memory.createEntities([{ name: "new", entityType: "x", observations: [] }]);`;
  await task(["run", "-"], { stdin: code });
  assertEquals(await Deno.readTextFile(examples), before);

  using scratch = new Scratch([]);
  await task(["run", "-", "--memory-file", scratch.file], { stdin: code });
  assertEquals(scratch.lines().map(({ name }) => name), ["new"]);
});

const CHANGES = `const [{ name }] = (await memory.searchNodes("Record_001")).entities;
await memory.addObservations([{ entityName: name, contents: ["seen"] }]);
return name;`;

Deno.test("run --dry-run shows what a program would change, and writes nothing", async () => {
  using scratch = new Scratch();
  scratch.write(await Deno.readTextFile(`${ROOT}data/code-mode-memory.jsonl`));
  const before = scratch.read();
  const args = ["run", "-", "--memory-file", scratch.file];
  const dry = await task([...args, "--dry-run"], { stdin: CHANGES });
  assertEquals([dry.code, dry.stdout], [0, "Record_001\n"], dry.stderr);
  assertStringIncludes(dry.stderr, "Dry run: nothing was written. It would add 1 observation.\n");
  assertStringIncludes(dry.stderr, '  ~ Record_001: +"seen"\n');
  assertEquals(scratch.read(), before);

  const atomic = await task([...args, "--atomic"], { stdin: CHANGES });
  assertEquals([atomic.code, atomic.stdout], [0, "Record_001\n"], atomic.stderr);
  assertStringIncludes(atomic.stderr, 'Written: add 1 observation.\n  ~ Record_001: +"seen"\n');
  assertEquals(
    scratch.lines().find(({ name }) => name === "Record_001").observations.at(-1),
    "seen",
  );

  const failed = await task([...args, "--atomic"], {
    stdin: `${CHANGES.replace(/return.*/, "")}null.x`,
  });
  assertEquals(failed.code, 1);
  assertStringIncludes(failed.stderr, "It was all or nothing: nothing was written.");
});

Deno.test("run --dry-run --json prints the outcome with its changes", async () => {
  const { stdout } = await task(["run", "-", "--json", "--dry-run"], { stdin: CHANGES });
  const { dryRun, changes } = JSON.parse(stdout);
  assertEquals([dryRun, changes.lines], [true, ['~ Record_001: +"seen"']]);
});

Deno.test("types prints the declarations", async () => {
  const { code, stdout } = await task(["types"]);
  assertEquals(code, 0);
  assertEquals(stdout, await Deno.readTextFile(`${ROOT}tests/api/declarations.txt`));
});

Deno.test("types prints what --read-only, --allow and --deny leave", async () => {
  const all = ["--read-only", "--allow", "readGraph,deleteEntities", "--deny", "memory.openNodes"];
  const { stdout } = await task(["types", ...all]);
  assertStringIncludes(stdout, "{\n  /* all of it */ readGraph(): Promise<Graph>;\n};");
});

Deno.test("a command that is not there names the one that was meant", async () => {
  for (const args of [["serv"], ["help", "serv"]]) {
    const { code, stderr } = await codeMode(args).output();
    assertEquals(code, 2);
    const said = new TextDecoder().decode(stderr);
    assertMatch(
      said,
      /^code-mode: There is no command "serv": did you mean serve\?\nTry: .* help\n$/,
    );
  }
});

Deno.test("--help and --version answer", async () => {
  assertStringIncludes((await task(["run", "--help"])).stdout, "--timeout-ms");
  assertStringIncludes((await task(["run", "--help", "limits"])).stdout, "--reply-chars");
  assertEquals((await task(["help", "run"])).stdout, (await task(["run", "--help"])).stdout);
  assertEquals((await task(["version"])).stdout, (await task(["version", "x"])).stdout);
  const { stdout } = await codeMode(["--version"]).output();
  assertMatch(
    new TextDecoder().decode(stdout),
    /^code-mode \d.*\n(?:Clone in|Package in|Binary) ".*\nDeno 2\..*\n@modelcontextprotocol\/sdk \d.*\n@modelcontextprotocol\/server-memory \d.*\n$/,
  );
});

const WRONG: [string[], string][] = [
  [["run"], '"run" needs a file'],
  [["run", "a.ts", "b.ts"], '"b.ts" is too many'],
  [["run", "-"], "There is no program on stdin\n"],
  [["run", "nowhere.ts"], "Cannot read the program"],
  [["run", "-", "--color"], 'There is no flag "--color"'],
  [["run", "-", "--tiemout-ms", "5"], 'no flag "--tiemout-ms": did you mean --timeout-ms?\n'],
  [
    ["run", "-", "--timeout-ms", "-5"],
    '--timeout-ms must be a whole number from 1 to 600000: received "-5"\n',
  ],
  [["run", "-", "--calls", "5", "--calls=6"], 'The flag "--calls" was given twice\n'],
  [["run", "-", "--json", "--json"], 'The flag "--json" was given twice\n'],
  [["run", "-", "--config", "--json"], 'The flag "--config" needs a value\n'],
  [["run", "-", "--timeout-ms", "soon"], "--timeout-ms must be a whole number from 1 to 600000"],
  [["run", "-", "--timeout-ms", "0"], 'received "0"'],
  [["run", "-", "--memory-file", ""], '"--memory-file" needs a value'],
  [["run", "-", "--args", ""], '"--args" needs a value'],
  [["run", "-", "--args", "[1]"], '--args must be a JSON object: received "[1]"\n'],
  [["run", "-", "--args", "null"], '--args must be a JSON object: received "null"\n'],
  [["run", "-", "--args", "{days:7}"], 'received "{days:7}": Expected property name'],
  [["run", "-", "--args", "[".repeat(1e5)], `received "${"[".repeat(59)}…": Unexpected end`],
  [["serve", "--args", "{}"], 'There is no flag "--args"'],
  [["types", "--deny", "eraseAll"], 'There is no method "eraseAll": memory has readGraph, '],
  [["run", "-", "--read-only", "--allow", "deleteEntities"], "No method is left"],
  [["types", "x"], 'There is no server "x": there is no config'],
  [["types", "x", "y"], '"types" takes one server: "y" is too many'],
  [["servers", "x"], 'There is no server "x": there is no config'],
  [["serve", "x"], '"serve" takes no "x"'],
  [["run", "-", "--apply"], '"--apply" asks: it needs a terminal'],
  [["run", "-", "--apply", "--json"], '"--apply" asks: leave out --json'],
  [["serve", "--atomic", "--no-memory"], '"--atomic" is about the memory: leave out --no-memory'],
  [["serve", "--atomic", "--memory-command", "x"], '"--atomic" needs our own memory server'],
];

Deno.test("a wrong command line says what is wrong with it and exits with 2", async () => {
  for (const [args, message] of WRONG) {
    const { code, stdout, stderr } = await task(args);
    assertEquals([code, stdout], [2, ""], args.join(" "));
    assertStringIncludes(stderr, message);
    assertMatch(stderr, TRY);
  }
});

/** How this installation is called, whole, for a command that there is. */
const TRY = BINARY
  ? /\nTry: .* (run|types|serve|servers) --help\n$/
  : /\nTry: "?\S*deno"? task --quiet --cwd ".*" (run|types|serve|servers) --help\n$/;

Deno.test("a corrupt file is told to people with its path and the whole command", async () => {
  using scratch = new Scratch();
  scratch.write(`null\n${JSON.stringify(relation("a", "b"))}`);
  const code =
    "try { await memory.readGraph() } catch (error) { console.log(error.message); throw error }";
  const { stderr } = await task(["run", "-", "--memory-file", scratch.file], { stdin: code });
  const [told, caught, ...rest] = stderr.split("\n");
  assertStringIncludes(
    told!,
    `code-mode: Cannot use the memory file "${scratch.file}": line 1 cannot`,
  );
  assertEquals(caught!.includes(scratch.directory), false);
  assertMatch(rest.join("\n"), /\nHint: To move .* run: .* doctor --repair --memory-file "/);
});

Deno.test("an environment variable sets a limit, and a wrong one is told", async () => {
  const run = (value: string) =>
    taskOrBinary(["run", "-"], {
      cwd: ROOT,
      env: { CODE_MODE_TIMEOUT_MS: value, NO_COLOR: "1" },
      stdin: "null",
    }).output();
  const { code, stderr } = await run("x");
  assertEquals(code, 2);
  assertStringIncludes(new TextDecoder().decode(stderr), "CODE_MODE_TIMEOUT_MS must be a whole");
});
