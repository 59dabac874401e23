import { assertEquals, assertMatch } from "@std/assert";
import { IS_ROOT } from "../../../../helpers/rights.ts";
import { entity } from "../../../../helpers/scratch.ts";
import { apply, atomic, dry, hostOn } from "../../../../helpers/servers/host_on.ts";

/** A disk of 1 MB; undefined where none can be mounted, and said so. */
function smallDisk(): ({ readonly path: string } & Disposable) | undefined {
  const path = Deno.makeTempDirSync({ prefix: "code-mode-" });
  const args = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path];
  const isMounted = IS_ROOT &&
    new Deno.Command("mount", { args, stderr: "null" }).outputSync().success;
  if (!isMounted) {
    Deno.removeSync(path);
    console.warn("SKIPPED: this user cannot mount a small disk");
    return undefined;
  }
  return {
    path,
    [Symbol.dispose]() {
      new Deno.Command("umount", { args: ["--lazy", path] }).outputSync();
      Deno.removeSync(path);
    },
  };
}

const add = (text: string) =>
  `await memory.addObservations([{ entityName: "a", contents: ["${text}"] }]);`;

Deno.test("A disk too full for a copy and its writes fails the run, and is as full as before", async () => {
  using disk = smallDisk();
  if (!disk) return;
  const file = `${disk.path}/memory.jsonl`;
  const large = entity("large", "x".repeat(280_000));
  Deno.writeTextFileSync(file, [entity("a"), large].map((line) => JSON.stringify(line)).join("\n"));
  await using host = hostOn(file);
  const plain = async (text: string) => {
    const { outcome } = await host.execute(add(text));
    assertEquals(outcome.status, "ok", JSON.stringify(outcome));
  };
  const texts = () => JSON.parse(Deno.readTextFileSync(file).split("\n")[0]!).observations;
  await plain("1"); // with the backup, there is room for one more file and not for two
  for (const run of [atomic, dry, atomic]) {
    const { committed = false, error } = await run(host, add("not"));
    assertEquals(committed, false);
    assertMatch(error!.message, /make room on the disk/);
    await plain("more");
  }
  assertEquals(texts(), ["1", "more"]);

  // Not even the copy has room.
  Deno.writeTextFileSync(`${disk.path}/other`, "x".repeat(250_000));
  for (const run of [atomic, dry]) {
    const { error } = await run(host, add("not"));
    assertMatch(error!.message, /no copy can be made beside it .*make room on the disk/);
    assertEquals(
      [...Deno.readDirSync(disk.path)].map(({ name }) => name.replace(/-.*/, "")).sort(),
      [
        "memory.jsonl",
        "memory.jsonl.backup",
        "memory.jsonl.lock",
        "other",
      ],
    );
  }

  // As soon as there is room, all works.
  Deno.removeSync(`${disk.path}/other`);
  const removeBackup = () => {
    for (const { name } of [...Deno.readDirSync(disk.path)]) {
      if (name.includes("backup")) Deno.removeSync(`${disk.path}/${name}`);
    }
  };
  removeBackup();
  assertEquals((await atomic(host, add("2"))).committed, true);
  removeBackup();
  const { plan } = await dry(host, add("3"));
  fill(`${disk.path}/other`);
  // A plan takes no room, only the lock does, which a process says in a file that it has.
  const { committed, error } = await apply(host, plan!);
  assertEquals([committed, error?.message], [
    false,
    "Cannot use the memory file: its lock file cannot be used: No space left on device",
  ]);
  Deno.truncateSync(`${disk.path}/other`, 1_000);
  assertEquals((await apply(host, plan!)).committed, true);
  assertEquals(texts(), ["1", "more", "2", "3"]);
});

/** Takes all room that is left. */
function fill(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  try {
    for (;;) file.writeSync(new Uint8Array(4_096));
  } catch {
    // It is full.
  }
}
