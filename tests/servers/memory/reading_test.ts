import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UpstreamError } from "../../../src/api/upstream_error.ts";
import { bareServer } from "../../helpers/programs/bare_server.ts";
import { codeModeLine } from "../../helpers/code_mode.ts";
import { withoutPrivileges } from "../../helpers/rights.ts";
import { client, entity, Scratch } from "../../helpers/scratch.ts";

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

const EMPTY = { entities: [], relations: [] };

Deno.test("reading makes no file and no folder, and says once that there is no memory yet", async () => {
  for (const folder of [".", "not/there"]) {
    for (const own of [false, true]) {
      using scratch = new Scratch();
      const memoryFile = join(scratch.directory, folder, "memory.jsonl");
      const told: string[] = [];
      await using gateway = scratch.gateway({
        memoryFile,
        tell: (text) => told.push(text),
        ...own ? { command: bareServer(scratch.directory) } : {},
      });
      const memory = client(gateway);
      gateway.start();
      assertEquals(await memory.readGraph(), EMPTY);
      assertEquals(await memory.openNodes(["a"]), EMPTY);
      assertEquals(await memory.searchNodes("a"), EMPTY);
      assertEquals(names(scratch.directory), []);
      assertEquals(told, [`The memory file "${memoryFile}" is not there yet: the memory is empty`]);
      if (own && folder !== ".") continue; // it may write to its folder, which it would have to be given
      await memory.createEntities([{ name: "a", entityType: "Test", observations: [] }]);
      assertEquals((await memory.readGraph()).entities.length, 1);
    }
  }
});

Deno.test("reading backs nothing up and cleans nothing up, which the first write does", async () => {
  using scratch = new Scratch([entity("a")]);
  const left = `memory.jsonl.${"0123456789abcdef".repeat(2)}.tmp`;
  Deno.writeTextFileSync(join(scratch.directory, left), "");
  Deno.utimeSync(join(scratch.directory, left), 0, 0);
  await using gateway = scratch.gateway();
  assertEquals((await client(gateway).readGraph()).entities.length, 1);
  assertEquals(names(scratch.directory), ["memory.jsonl", left].sort());
  await client(gateway).addObservations([{ entityName: "a", contents: ["x"] }]);
  const today = `memory.jsonl.backup-${new Date().toISOString().slice(0, 10)}`;
  assertEquals(names(scratch.directory), ["memory.jsonl", today, "memory.jsonl.lock"].sort());
});

/** `code-mode run -` without root's privileges. */
async function run(code: string, args: string[]) {
  const command = await withoutPrivileges(codeModeLine(["run", "-", ...args]));
  if (!command) return undefined;
  const child = new Deno.Command(command[0]!, {
    env: { NO_COLOR: "1" },
    args: command.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { code: exit, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { exit, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("a read-only file in a read-only folder can be read, and the first write says what is missing", async () => {
  for (const args of [[], ["--read-only"]]) {
    using scratch = new Scratch([entity("a")]);
    Deno.chmodSync(scratch.file, 0o444);
    Deno.chmodSync(scratch.directory, 0o555);
    try {
      const file = ["--memory-file", scratch.file, ...args];
      const read = await run("return (await memory.readGraph()).entities.length", file);
      if (!read) return;
      assertEquals([read.exit, read.stdout], [0, "1\n"], read.stderr);
      assertEquals(names(scratch.directory), ["memory.jsonl"]);
      if (args.length > 0) continue;
      const add = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;
      const write = await run(add, file);
      assertEquals(write!.exit, 1);
      assertStringIncludes(write!.stderr, "Cannot use the memory file: it can only be read");
      Deno.chmodSync(scratch.file, 0o644);
      const folder = await run(add, file);
      assertStringIncludes(folder!.stderr, "its folder can't be written to (Permission denied)");
      assertStringIncludes(folder!.stderr, `its folder "${scratch.directory}" can't be written to`);
      assertEquals(names(scratch.directory), ["memory.jsonl"]);
    } finally {
      Deno.chmodSync(scratch.directory, 0o755);
    }
  }
});

Deno.test("a file that a user may replace but not own again is read, and not written", async () => {
  using scratch = new Scratch([entity("a")]);
  if (!await withoutPrivileges(["true"])) return;
  const file = ["--memory-file", scratch.file];
  try {
    Deno.chownSync(scratch.file, 65_534, 65_534);
  } catch {
    console.warn("SKIPPED: only root can give a file away");
    return;
  }
  const text = scratch.read();
  const add = `await memory.addObservations([{ entityName: "a", contents: ["x"] }])`;
  const { exit, stderr } = (await run(add, file))!;
  assertEquals([exit, scratch.read()], [1, text]);
  assertStringIncludes(
    stderr,
    "it can only be read: this user can't give a file the same owner and mode",
  );
  assertStringIncludes(stderr, "(mode 644, user 65534, group 65534)");
});

Deno.test("programs learn neither paths nor processes of a corrupt file, people learn both", async () => {
  using scratch = new Scratch();
  scratch.write(`${JSON.stringify(entity("a"))}\nnull`);
  const told: string[] = [];
  await using gateway = scratch.gateway({
    tell: (text) => told.push(text),
    repairCommand: "repair it",
  });
  for (let count = 0; count < 3; count++) {
    const error = await assertRejects(() => client(gateway).readGraph(), UpstreamError);
    assertEquals(
      error.message,
      "Cannot use the memory file: line 2 can't be read: null is neither an entity nor a relation; " +
        "the file was left as it is: repair or remove what is broken",
    );
    assertEquals(
      error.remedy,
      "To move what can't be read to a file beside it, the user can run: repair it",
    );
  }
  assertEquals(told.length, 1, "once");
  assertStringIncludes(told[0]!, `Cannot use the memory file "${scratch.file}": line 2 can't`);
  assertStringIncludes(told[0]!, "the user can run: repair it");
  // Who can type nothing on this machine is told no command.
  await using distant = scratch.gateway();
  const error = await assertRejects(() => client(distant).readGraph(), UpstreamError);
  assertEquals(error.remedy, undefined);
});
