import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkMemoryFile } from "../../../../src/servers/memory/file/check.ts";
import { backUpMemoryFile, backupsOf } from "../../../../src/servers/memory/file/backup.ts";
import {
  MemoryFileError,
  prepareToRead,
  prepareToWrite,
} from "../../../../src/servers/memory/file/memory_file.ts";
import { entity, relation, Scratch } from "../../../helpers/scratch.ts";

function names(scratch: Scratch): string[] {
  return [...Deno.readDirSync(scratch.directory)].map(({ name }) => name).sort();
}

Deno.test("checkMemoryFile takes a missing file for an empty graph", async () => {
  using scratch = new Scratch();
  const nothing = { foreign: [], corrupt: [], marks: [], twins: [], loose: [] };
  const empty = { bytes: 0, entities: 0, relations: 0, ...nothing };
  assertEquals(await checkMemoryFile(scratch.file), empty);
});

Deno.test("checkMemoryFile counts what server-memory reads and what it would leave out", async () => {
  using scratch = new Scratch([
    entity("a", "ö"),
    { ...entity("b"), colour: "red" },
    relation("a", "b"),
    { type: "note", text: "mine" },
  ]);
  scratch.write(`\n${scratch.read()}\n\n`);
  const { size: bytes } = Deno.statSync(scratch.file);
  assertEquals(await checkMemoryFile(scratch.file), {
    bytes,
    entities: 2,
    relations: 1,
    foreign: [3, 5],
    corrupt: [],
    marks: [],
    twins: [],
    loose: [],
  });
});

Deno.test("checkMemoryFile takes byte order marks for nothing, and says where they are", async () => {
  using scratch = new Scratch();
  const line = JSON.stringify(entity("a", "\u2028\ufeffkept"));
  scratch.write(`\ufeff${line}\n\n\ufeff\ufeff${line.replace(`"a"`, `"b"`)}\n\ufeff`);
  const { entities, corrupt, marks } = await checkMemoryFile(scratch.file);
  assertEquals([entities, corrupt, marks], [2, [], [1, 3, 4]]);
});

Deno.test("checkMemoryFile finds entities of one name and relations to nobody by their lines", async () => {
  using scratch = new Scratch([
    ...[entity("a", "1"), relation("a", "nobody"), entity("b"), entity("a", "2")],
    ...[relation("a", "b"), relation("x", "x"), relation("y", "z")],
  ]);
  const { twins, loose } = await checkMemoryFile(scratch.file);
  assertEquals(twins, [{ name: "a", lines: [1, 4] }]);
  assertEquals(loose.map(({ line, missing }) => `${line} ${missing}`), [
    ...["2 nobody", "6 x", "7 y", "7 z"],
  ]);
});

Deno.test("prepareToWrite makes the directory for the user alone", async () => {
  using scratch = new Scratch();
  const file = join(scratch.directory, "deep", "er", "memory.jsonl");
  await prepareToWrite(file);
  for (const made of ["deep", "deep/er"]) {
    assertEquals(Deno.statSync(join(scratch.directory, made)).mode! & 0o777, 0o700, made);
  }
});

Deno.test("prepareToWrite leaves a directory that exists as it is", async () => {
  using scratch = new Scratch();
  Deno.chmodSync(scratch.directory, 0o755);
  await prepareToWrite(scratch.file);
  assertEquals(Deno.statSync(scratch.directory).mode! & 0o777, 0o755);
  assertEquals(names(scratch), []);
});

Deno.test("prepareToRead names the corrupt line and leaves the file untouched", async () => {
  using scratch = new Scratch();
  const text = `${JSON.stringify(entity("a"))}\n{"type":"entity","na\nnull\n`;
  scratch.write(text);
  const error = await assertRejects(() => prepareToRead(scratch.file, true), MemoryFileError);
  assertStringIncludes(error.message, "line 2 cannot be read: ");
  assertStringIncludes(error.message, "and 1 more line)");
  assertEquals(error.repairable, true);
  assertEquals(scratch.read(), text);
  assertEquals(names(scratch), ["memory.jsonl"]);
});

Deno.test("prepareToWrite says what to do where it can't write", async () => {
  using scratch = new Scratch();
  // A file in the directory's place: permissions don't hold back root, which tests may run as.
  Deno.writeTextFileSync(join(scratch.directory, "file"), "");
  const error = await assertRejects(
    () => prepareToWrite(join(scratch.directory, "file", "memory.jsonl")),
    MemoryFileError,
  );
  assertStringIncludes(error.detail, `its folder "${join(scratch.directory, "file")}" cannot be`);
  assertStringIncludes(error.message, "its folder cannot be written to (Not a directory): give");
  assertStringIncludes(error.message, "--memory-file");
});

Deno.test("prepareToWrite notices a disk that takes nothing more", async () => {
  using scratch = new Scratch();
  const program = fileURLToPath(
    new URL("../../../helpers/programs/prepare_file.ts", import.meta.url),
  );
  // No file may grow, and the signal for it is ignored: every write fails as on a full disk.
  const { stdout } = await new Deno.Command("sh", {
    args: [
      ...["-c", `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`, Deno.execPath(), "run", "--no-prompt"],
      ...["--no-check", "--allow-read", "--allow-write", program, scratch.file],
    ],
  }).output();
  const message = new TextDecoder().decode(stdout);
  assertStringIncludes(message, "cannot be written to (File too large");
  assertStringIncludes(message, "make room on the disk");
  assertEquals(names(scratch), []);
});

Deno.test("prepareToWrite removes what crashed writes left, and only that", async () => {
  using scratch = new Scratch([entity("a")]);
  const [hex, hour] = ["0123456789abcdef".repeat(2), Date.now() / 1000 - 3600];
  const put = (name: string, age: "old" | "new") => {
    const path = join(scratch.directory, name);
    Deno.writeTextFileSync(path, "");
    if (age === "old") Deno.utimeSync(path, hour, hour);
  };
  put(`memory.jsonl.${hex}.tmp`, "old");
  put(`memory.jsonl.${hex.replace("0", "1")}.tmp`, "new");
  put(`other.jsonl.${hex}.tmp`, "old");
  put("memory.jsonl.mine.tmp", "old");
  await prepareToWrite(scratch.file);
  const today = `memory.jsonl.backup-${new Date().toISOString().slice(0, 10)}`;
  assertEquals(
    names(scratch),
    [
      "memory.jsonl",
      `memory.jsonl.${hex.replace("0", "1")}.tmp`,
      today,
      "memory.jsonl.mine.tmp",
      `other.jsonl.${hex}.tmp`,
    ].sort(),
  );
});

Deno.test("backUpMemoryFile keeps the first copy of a day and the last five days", async () => {
  using scratch = new Scratch();
  for (let day = 1; day <= 7; day++) {
    scratch.write(`morning ${day}`);
    await backUpMemoryFile(scratch.file, new Date(Date.UTC(2026, 8, day)));
    scratch.write(`evening ${day}`);
    await backUpMemoryFile(scratch.file, new Date(Date.UTC(2026, 8, day, 20)));
  }
  const backups = await backupsOf(scratch.file);
  assertEquals(backups, [3, 4, 5, 6, 7].map((day) => `${scratch.file}.backup-2026-09-0${day}`));
  assertEquals(
    backups.map((path) => Deno.readTextFileSync(path)),
    [3, 4, 5, 6, 7].map((day) => `morning ${day}`),
  );
});
