import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { CopyFolder, removeAbandoned } from "../../../../../src/servers/memory/copy/copy_folder.ts";
import { Program } from "../../../../helpers/program.ts";
import { IS_ROOT, NOBODY, withoutPrivileges } from "../../../../helpers/rights.ts";
import { entity, Scratch } from "../../../../helpers/scratch.ts";

const remover = new URL("../../../../helpers/programs/remove_abandoned.ts", import.meta.url);

/** A folder that nobody holds, as a killed server leaves it. */
function abandoned({ file }: Scratch, files = 2): string {
  const path = `${file}.copy-${crypto.randomUUID().replaceAll("-", "")}`;
  Deno.mkdirSync(path, { mode: 0o700 });
  Deno.writeTextFileSync(`${path}/lock`, "");
  for (let index = 0; index < files; index++) Deno.writeTextFileSync(`${path}/${index}`, "x");
  return path;
}

function folders({ directory }: Scratch): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name)
    .filter((name) => name.startsWith("memory.jsonl.copy-")).sort();
}

Deno.test("Processes that start at once remove what others have left, and no folder that is in use", async () => {
  using scratch = new Scratch([entity("a")]);
  await using used = await CopyFolder.make(scratch.file);
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < 60; index++) abandoned(scratch, 30);
    await using stack = new AsyncDisposableStack();
    const programs = [0, 1, 2].map(() => stack.use(new Program(remover, scratch.file)));
    const said = await Promise.all(programs.map((program) => program.line()));
    assertEquals(said, ["done", "done", "done"]);
    assertEquals(folders(scratch), [used.path.slice(scratch.directory.length + 1)]);
  }
});

Deno.test("One process may remove them several times at once", async () => {
  using scratch = new Scratch([entity("a")]);
  for (let index = 0; index < 40; index++) abandoned(scratch, 30);
  await Promise.all(Array.from({ length: 6 }, () => removeAbandoned(scratch.file)));
  assertEquals(folders(scratch), []);
});

Deno.test("However many folders are in use, a process that starts has its threads to itself", async () => {
  using scratch = new Scratch([entity("a")]);
  await using stack = new AsyncDisposableStack();
  for (let index = 0; index < 40; index++) stack.use(await CopyFolder.make(scratch.file));
  abandoned(scratch);
  await using program = new Program(remover, scratch.file);
  const late = new Promise((resolve) => setTimeout(resolve, 10_000, "late"));
  assertEquals(await Promise.race([program.line(), late]), "done");
  assertEquals(folders(scratch).length, 40);
});

Deno.test("What looks like a copy's folder and is none is left alone", async () => {
  using scratch = new Scratch([entity("a")]);
  const hex = "0123456789abcdef".repeat(2);
  const away = `${scratch.directory}/away`;
  Deno.mkdirSync(away);
  Deno.writeTextFileSync(`${away}/mine`, "x");
  Deno.symlinkSync(away, `${scratch.file}.copy-${hex}`);
  Deno.writeTextFileSync(`${scratch.file}.copy-${hex.slice(1)}a`, "a file");
  for (const other of ["notes", hex.slice(1), `${hex}0`, `${hex}.old`, hex.toUpperCase()]) {
    Deno.mkdirSync(`${scratch.file}.copy-${other}`);
  }
  const before = folders(scratch);
  const own = abandoned(scratch);
  Deno.symlinkSync(away, `${own}/link`);
  await removeAbandoned(scratch.file);
  assertEquals(folders(scratch), before);
  assertEquals(Deno.readTextFileSync(`${away}/mine`), "x");
});

Deno.test("A folder that cannot be removed keeps no other one", async () => {
  using scratch = new Scratch([entity("a")]);
  const stuck = Array.from({ length: 8 }, () => abandoned(scratch));
  // One that this user may not write into, and one whose lock it may not open.
  for (const path of stuck.filter((_, index) => index % 2 === 0)) {
    Deno.mkdirSync(`${path}/inner`);
    Deno.writeTextFileSync(`${path}/inner/file`, "x");
    Deno.chmodSync(`${path}/inner`, 0o500);
  }
  for (const path of stuck.filter((_, index) => index % 2 === 1)) {
    Deno.chmodSync(`${path}/lock`, 0o400);
    Deno.chmodSync(path, 0o500);
    if (IS_ROOT) Deno.chownSync(path, NOBODY, NOBODY);
  }
  for (let index = 0; index < 8; index++) abandoned(scratch);
  const line = await withoutPrivileges([
    ...[Deno.execPath(), "run", "--quiet", "--no-lock", "--no-check", "--allow-all"],
    ...[fileURLToPath(remover), scratch.file],
  ]);
  if (!line) return;
  const { stdout } = await new Deno.Command(line[0]!, { args: line.slice(1) }).output();
  assertStringIncludes(new TextDecoder().decode(stdout), "done");
  const left = stuck.map((path) => path.slice(scratch.directory.length + 1)).sort();
  assertEquals(folders(scratch), left);
  for (const path of stuck) Deno.chmodSync(path, 0o700);
  for (const path of stuck.filter((_, index) => index % 2 === 0)) {
    Deno.chmodSync(`${path}/inner`, 0o700);
  }
});
