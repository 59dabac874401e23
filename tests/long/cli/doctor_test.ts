/** Everything that the doctor finds and repairs; `tests/cli/doctor_test.ts` asks it once. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { codeModeLine, NO_CONFIG } from "../../helpers/code_mode.ts";
import { doctor, faults } from "../../cli/doctor.ts";
import { listed, listing } from "../../cli/servers/config.ts";
import { Program } from "../../helpers/program.ts";
import { withoutPrivileges } from "../../helpers/rights.ts";
import { entity, relation, Scratch } from "../../helpers/scratch.ts";

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

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
  assertStringIncludes(before.faults[0]!.says, "2 cannot be read (line 2: ");
  assertStringIncludes(before.faults[0]!.says, "line 3: null is neither");
  assertStringIncludes(before.faults[0]!.advice!, "doctor --repair");

  assertStringIncludes(before.faults[0]!.advice!, `--memory-file "${scratch.file}"`);

  const { code, stdout } = await doctor("--repair", "--memory-file", scratch.file);
  assertEquals(code, 0, stdout);
  assertMatch(stdout, /^First a copy of ".*" will be made, ".*"; then 2 lines will be moved to /);
  assertMatch(stdout, /2 lines moved to ".*" \(lines 2 and 3\)/);
  assertEquals(scratch.lines(), [entity("a")]);
  const moved = names(scratch.directory).find((name) => name.includes(".corrupt-"));
  assertEquals(Deno.readTextFileSync(join(scratch.directory, moved!)), '{"type":"ent\nnull\n');

  const again = await doctor("--repair", "--memory-file", scratch.file);
  assertStringIncludes(again.stdout, "there was nothing to repair");
});

Deno.test("doctor names the process that holds the lock", async () => {
  using scratch = new Scratch([entity("a")]);
  await using program = new Program(
    new URL("../../helpers/programs/lock_holder.ts", import.meta.url),
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
  assertStringIncludes(stdout, "line 2 holds something that server-memory does not know");
  assertStringIncludes(stdout, "There is no fault, and a note.");
});

Deno.test("doctor tells after a repair what is wrong still, by its lines, and touches none of it", async () => {
  using scratch = new Scratch([entity("a"), relation("a", "nobody"), entity("a", "2")]);
  const sound = scratch.read();
  scratch.write(`null\n\ufeff${sound}`);
  const { code, stdout } = await doctor("--repair", "--memory-file", scratch.file);
  assertEquals([code, scratch.read()], [0, sound]);
  assertStringIncludes(stdout, "the byte order mark taken off line 2, which stays");
  assertStringIncludes(stdout, 'lines 1 and 3: entities of one name, "a"');
  assertStringIncludes(stdout, 'line 2: a relation to an unknown entity, "nobody"');
  assertStringIncludes(stdout, "There is no fault, and 3 notes.");
});

Deno.test("doctor --repair refuses what is no memory file, with the exit code of a fault", async () => {
  using scratch = new Scratch();
  const passwd = "root:x:0:0:root:/root:/bin/bash\n";
  scratch.write(passwd);
  const { code, faults: found } = await faults("--repair", "--memory-file", scratch.file);
  assertEquals([code, scratch.read()], [1, passwd]);
  assertEquals(found.map(({ about }) => about), ["repair", "memory file"]);
  assertStringIncludes(found[0]!.says, `"${scratch.file}" was left as it is: no line of it can`);
  assertStringIncludes(found[1]!.advice!, "it is no memory file");
  assertEquals(names(scratch.directory), ["memory.jsonl"]);
});

Deno.test("doctor --repair mends what a link leads to, and the link stays", async () => {
  using scratch = new Scratch([entity("a")]);
  scratch.write(`${scratch.read()}\nnull`);
  const link = join(scratch.directory, "link");
  Deno.symlinkSync(scratch.file, link);
  await doctor("--repair", "--memory-file", link);
  assertEquals([scratch.lines(), Deno.lstatSync(link).isSymlink], [[entity("a")], true]);
});

Deno.test("doctor takes a place that can only be read for no fault, and makes nothing in it", async () => {
  using scratch = new Scratch([entity("a")]);
  const line = await withoutPrivileges(codeModeLine(["doctor", "--memory-file", scratch.file]));
  if (!line) return;
  for (const [mode, place] of [[0o444, 0o755], [0o644, 0o555]] as const) {
    Deno.chmodSync(scratch.file, mode);
    Deno.chmodSync(scratch.directory, place);
    const { code, stdout } = await new Deno.Command(line[0]!, {
      args: line.slice(1),
      env: { NO_COLOR: "1", ...NO_CONFIG },
    }).output();
    const text = new TextDecoder().decode(stdout);
    Deno.chmodSync(scratch.directory, 0o755);
    assertEquals(code, 0, text);
    assertMatch(text, /note +directory +the memory can be read but not written: /);
    assertEquals(names(scratch.directory), ["memory.jsonl"]);
  }
});

Deno.test("doctor tells of a link in the lock file's place, and touches nothing through it", async () => {
  using scratch = new Scratch([entity("a")]);
  const precious = join(scratch.directory, "precious");
  Deno.writeTextFileSync(precious, "precious");
  Deno.symlinkSync(precious, `${scratch.file}.lock`);
  const { code, faults: [fault] } = await faults("--memory-file", scratch.file);
  assertEquals([code, fault!.about], [1, "lock"]);
  assertStringIncludes(fault!.says, `memory.jsonl.lock" is a link: it was left as it is`);
  assertEquals(Deno.readTextFileSync(precious), "precious");
});

Deno.test("doctor starts the servers of the config that it is given", async () => {
  using scratch = new Scratch([entity("a")]);
  const config = join(scratch.directory, "mcp.json");
  const mcpServers = { good: listing([listed("read")]), dead: { command: "nowhere" } };
  Deno.writeTextFileSync(config, JSON.stringify({ mcpServers }));
  const { code, stdout } = await doctor("--config", config, "--memory-file", scratch.file);
  assertEquals(code, 1);
  assertMatch(stdout, /ok +config +".*mcp\.json", servers: 2\n/);
  assertMatch(stdout, /ok +server good +started and listed 1 tool in \d+ ms\n/);
  assertMatch(
    stdout,
    /FAULT +server dead +does not work: "nowhere" is not on the PATH\n +→ install/,
  );
  assertStringIncludes(stdout, "There is one fault.");
});
