import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { CopyFolder, removeAbandoned } from "../../../../src/servers/memory/copy/copy_folder.ts";
import { Scratch } from "../../../helpers/scratch.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("the folder lies beside the memory file, for the user alone, and goes with its use", async () => {
  using scratch = new Scratch([]);
  const folder = await CopyFolder.make(scratch.file);
  const [name] = namesIn(scratch.directory).filter((name) => name.includes(".copy-"));
  assert(/^memory\.jsonl\.copy-[0-9a-f]{32}$/.test(name!), name);
  assertEquals(Deno.statSync(folder.path).mode! & 0o777, 0o700);
  Deno.writeTextFileSync(folder.file("some"), "text");
  await folder[Symbol.asyncDispose]();
  assertEquals(namesIn(scratch.directory), ["memory.jsonl"]);
});

Deno.test("the memory's own folder is made where there is none, for the user alone", async () => {
  using scratch = new Scratch();
  const file = join(scratch.directory, "not", "there", "memory.jsonl");
  await using _folder = await CopyFolder.make(file);
  assertEquals(Deno.statSync(join(scratch.directory, "not")).mode! & 0o777, 0o700);
});

Deno.test("a start removes what killed servers have left, and nothing that is in use or not ours", async () => {
  using scratch = new Scratch([]);
  await using used = await CopyFolder.make(scratch.file);
  const old = new Date(Date.now() - 11 * 60_000);
  const left = `${scratch.file}.copy-${HEX}`;
  const dirs = {
    left,
    withoutLock: `${scratch.file}.copy-${HEX.replaceAll("0", "1")}`,
    unfinished: `${left}.new`,
    begun: `${scratch.file}.copy-${HEX.replaceAll("0", "2")}.new`,
    users: `${scratch.file}.copy-of-may`,
    longer: `${left}0`,
    others: join(scratch.directory, `else.jsonl.copy-${HEX}`),
  };
  for (const path of Object.values(dirs)) Deno.mkdirSync(path);
  Deno.writeTextFileSync(join(left, "lock"), "");
  Deno.writeTextFileSync(join(left, "memory.jsonl"), "private");
  Deno.utimeSync(dirs.unfinished, old, old);
  Deno.writeTextFileSync(`${scratch.file}.copy-${HEX.replaceAll("0", "3")}`, "a file");

  await removeAbandoned(scratch.file);

  const stay = [used.path, dirs.begun, dirs.users, dirs.longer, dirs.others, scratch.file];
  assertEquals(
    namesIn(scratch.directory),
    [
      ...stay.map((path) => path.slice(scratch.directory.length + 1)),
      `memory.jsonl.copy-${HEX.replaceAll("0", "3")}`,
    ]
      .sort(),
  );
});

Deno.test({
  name: "a pipe instead of the lock keeps no start waiting",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using scratch = new Scratch([]);
    const path = `${scratch.file}.copy-${HEX}`;
    Deno.mkdirSync(path);
    await new Deno.Command("mkfifo", { args: [join(path, "lock")] }).output();
    await removeAbandoned(scratch.file);
    assertEquals(namesIn(scratch.directory), ["memory.jsonl"]);
  },
});

Deno.test("where the memory has no folder yet there is nothing to remove", async () => {
  using scratch = new Scratch();
  await removeAbandoned(join(scratch.directory, "none", "memory.jsonl"));
  assertEquals(namesIn(scratch.directory), []);
});
