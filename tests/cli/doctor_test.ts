import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { findingsText } from "../../src/cli/doctor/findings_text.ts";
import { PROBES } from "../../src/cli/doctor/probes.ts";
import { versions } from "../../src/cli/doctor/versions.ts";
import { wall } from "../../src/cli/doctor/wall.ts";
import { painter } from "../../src/cli/paint.ts";
import { codeMode } from "../helpers/code_mode.ts";
import { Program } from "../helpers/program.ts";
import { entity, relation, Scratch } from "../helpers/scratch.ts";

/** Runs `code-mode doctor`. */
async function doctor(...args: string[]): Promise<{ code: number; stdout: string }> {
  const { code, stdout, stderr } = await codeMode(["doctor", ...args], {
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** The exit code and the faults, as `--json` tells them. */
async function faults(...args: string[]): Promise<{ code: number; faults: Finding[] }> {
  const { code, stdout } = await doctor("--json", ...args);
  const { healthy, findings } = JSON.parse(stdout) as { healthy: boolean; findings: Finding[] };
  assertEquals(healthy, code === 0);
  return { code, faults: findings.filter(({ state }) => state === "fault") };
}

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

Deno.test("doctor finds that all is well, and changes nothing", async () => {
  using scratch = new Scratch([entity("a", "ö"), entity("b"), relation("a", "b")]);
  const text = scratch.read();
  const { code, stdout } = await doctor("--memory-file", scratch.file);
  assertEquals(code, 0, stdout);
  assertStringIncludes(stdout, `"${scratch.file}": 0.2 kB, 2 entities, 1 relations`);
  assertStringIncludes(stdout, `ok     Deno`);
  assertStringIncludes(stdout, "server-memory 2026.");
  assertStringIncludes(stdout, "started and read the memory file in");
  for (const { about } of PROBES) assertStringIncludes(stdout, `ok     wall: ${about} `);
  assertStringIncludes(stdout, "\n\nAll is well.\n");
  assertEquals(scratch.read(), text);
  assertEquals(names(scratch.directory), ["memory.jsonl"]);
});

Deno.test("doctor makes no directory, and says that it will be made", async () => {
  using scratch = new Scratch();
  const { code, stdout } = await doctor("--memory-file", join(scratch.directory, "x/y/m.jsonl"));
  assertEquals(code, 0, stdout);
  assertStringIncludes(stdout, `x/y" will be made when it is first needed`);
  assertStringIncludes(stdout, `m.jsonl" is not there yet`);
  assertStringIncludes(stdout, "started and read a scratch file in");
  assertEquals(names(scratch.directory), []);
});

Deno.test("doctor tells which lines are corrupt, and --repair moves them beside the file", async () => {
  using scratch = new Scratch();
  const good = JSON.stringify(entity("a"));
  scratch.write(`${good}\n{"type":"ent\nnull`);
  const before = await faults("--memory-file", scratch.file);
  assertEquals([before.code, before.faults.map(({ about }) => about)], [1, ["memory file"]]);
  assertStringIncludes(before.faults[0]!.says, "2 can't be read (line 2: ");
  assertStringIncludes(before.faults[0]!.says, "line 3: null is neither");
  assertStringIncludes(before.faults[0]!.advice!, "doctor --repair");

  const { code, stdout } = await doctor("--repair", "--memory-file", scratch.file);
  assertEquals(code, 0, stdout);
  assertStringIncludes(stdout, "2 lines moved to");
  assertEquals(scratch.lines(), [entity("a")]);
  const moved = names(scratch.directory).find((name) => name.includes(".corrupt-"));
  assertEquals(Deno.readTextFileSync(join(scratch.directory, moved!)), '{"type":"ent\nnull\n');

  const again = await doctor("--repair", "--memory-file", scratch.file);
  assertStringIncludes(again.stdout, "there was nothing to repair");
});

Deno.test("doctor names the process that holds the lock", async () => {
  using scratch = new Scratch([entity("a")]);
  await using program = new Program(
    new URL("../helpers/lock_holder.ts", import.meta.url),
    scratch.file,
  );
  assertEquals(await program.line(), "held");
  const { code, faults: [fault] } = await faults("--memory-file", scratch.file);
  assertEquals([code, fault!.about], [1, "lock"]);
  assertStringIncludes(fault!.says, `process ${program.child.pid} has had it since`);
});

Deno.test("doctor tells what is wrong with a directory and with a memory server", async () => {
  using scratch = new Scratch();
  const file = join(scratch.directory, "file");
  Deno.writeTextFileSync(file, "");
  const args = ["--memory-file", join(file, "m.jsonl"), "--memory-command", "/nowhere/at-all"];
  const { code, faults: found } = await faults(...args);
  assertEquals(code, 1);
  assertEquals(found.map(({ about }) => about), [
    ...["memory file", "directory", "lock", "memory server", "program"],
  ]);
  assertStringIncludes(found[3]!.advice!, "leave out --memory-command");
});

Deno.test("doctor notes lines that server-memory would leave out", async () => {
  using scratch = new Scratch([entity("a"), { type: "note" }]);
  const { code, stdout } = await doctor("--memory-file", scratch.file);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "note   memory file");
});

Deno.test("the wall's probes tell a hole, and an end that is not the one that must be", async () => {
  using scratch = new Scratch();
  const found = await wall(scratch.file, undefined, [
    { about: "get through", code: "return 'out'", fails: ["runtime", /is not defined/] },
    { about: "fail otherwise", code: "null.x", fails: ["runtime", /is not defined/] },
    { about: "fail as it must", code: "nobody", fails: ["runtime", /is not defined/] },
  ]);
  assertEquals(found.map(({ state }) => state), ["ok", "fault", "fault", "ok"]);
  assertStringIncludes(found[1]!.says, 'it returned "out"');
  assertStringIncludes(found[2]!.says, "Cannot read properties of null");
});

Deno.test("doctor knows which Deno is too old", () => {
  const state = (deno: string) => versions(deno).find(({ about }) => about === "Deno")!.state;
  assertEquals(["2.3.9", "1.46.3"].map(state), ["fault", "fault"]);
  assertEquals(["2.4.0", "2.10.0", "3.0.0-rc.1"].map(state), ["ok", "ok", "ok"]);
});

Deno.test("the table paints faults, and counts them", () => {
  const findings: Finding[] = [
    { about: "one", state: "ok", says: "fine" },
    { about: "another", state: "fault", says: "broken", advice: "mend it" },
  ];
  assertEquals(
    findingsText(findings, painter(false)),
    "ok     one      fine\nFAULT  another  broken\n                → mend it\n\nThere is one fault.",
  );
  assert(findingsText(findings, painter(true)).includes("\x1b[31m\x1b[1mFAULT"));
});
