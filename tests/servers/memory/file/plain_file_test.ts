import {
  assertEquals,
  assertGreater,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { writeNewFile } from "../../../../src/servers/memory/file/new_file.ts";
import {
  NotPlain,
  openPlainFile,
  plainFile,
} from "../../../../src/servers/memory/file/plain_file.ts";
import { UpstreamError } from "../../../../src/api/upstream_error.ts";
import { LockUnavailable, WriteLock } from "../../../../src/servers/memory/lock/write_lock.ts";
import { rightsOf } from "../../../helpers/rights.ts";
import { client, entity, Scratch } from "../../../helpers/scratch.ts";

const PRECIOUS = "precious";

/** Lays something at `path` that is no plain file with one name; `precious` is what it could harm. */
const OTHERS: Record<string, (path: string, precious: string) => void> = {
  "is a link": (path, precious) => Deno.symlinkSync(precious, path),
  "has a second name (a hard link)": (path, precious) => Deno.linkSync(precious, path),
  "is a folder": (path) => Deno.mkdirSync(path),
  "is no plain file": (path) => {
    new Deno.Command("mkfifo", { args: [path] }).outputSync();
  },
};

for (const [what, lay] of Object.entries(OTHERS)) {
  Deno.test(`what ${what} is refused where the lock or a backup should be, and nothing is cut off`, async () => {
    const day = new Date().toISOString().slice(0, 10);
    for (const place of [".lock", `.backup-${day}`]) {
      using scratch = new Scratch([entity("a")]);
      const [text, precious] = [scratch.read(), join(scratch.directory, "precious.txt")];
      Deno.writeTextFileSync(precious, PRECIOUS);
      lay(scratch.file + place, precious);
      const before = rightsOf(scratch.file + place);
      await using gateway = scratch.gateway();
      const add = () => client(gateway).addObservations([{ entityName: "a", contents: ["x"] }]);
      const error = await assertRejects(add, UpstreamError);
      assertEquals(error.outcome, "unavailable");
      assertStringIncludes(error.message, `: what lies there ${what}`);
      assertEquals(error.message.includes("/"), false);
      assertStringIncludes(
        error.detail!,
        `"${scratch.file}${place}" ${what}: it was left as it is`,
      );
      assertEquals([Deno.readTextFileSync(precious), scratch.read()], [PRECIOUS, text]);
      assertEquals(rightsOf(scratch.file + place), before);
      // Reading needs neither.
      assertEquals((await client(gateway).readGraph()).entities.length, 1);
    }
  });
}

Deno.test("WriteLock notices that a link has taken its file's place", async () => {
  using scratch = new Scratch();
  const [lock, precious] = [`${scratch.file}.lock`, join(scratch.directory, "precious.txt")];
  using one = new WriteLock(lock, { lockMs: 200, burstMs: 10 });
  (await one.acquire(1))[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 40));
  Deno.removeSync(lock);
  Deno.writeTextFileSync(precious, PRECIOUS);
  Deno.symlinkSync(precious, lock);
  await assertRejects(() => one.acquire(1), LockUnavailable, "what lies there is a link");
  assertEquals(Deno.readTextFileSync(precious), PRECIOUS);
});

Deno.test("a new file follows no link and replaces nothing", () => {
  using scratch = new Scratch();
  const precious = join(scratch.directory, "precious.txt");
  for (const [what, lay] of Object.entries(OTHERS)) {
    Deno.writeTextFileSync(precious, PRECIOUS);
    const path = join(scratch.directory, what.replaceAll(/\W/g, "-"));
    lay(path, precious);
    assertThrows(() => writeNewFile(path, "ours"), Error, "EEXIST");
    assertEquals(Deno.readTextFileSync(precious), PRECIOUS, what);
  }
  // Neither does a link to nothing make it.
  const [dangling, nothing] = ["dangling", "nothing"].map((one) => join(scratch.directory, one));
  Deno.symlinkSync(nothing!, dangling!);
  assertThrows(() => writeNewFile(dangling!, "ours"), Error, "EEXIST");
  assertEquals(plainFile(nothing!), undefined);
  assertThrows(() => openPlainFile(dangling!), NotPlain);
  assertEquals(plainFile(nothing!), undefined);
});

Deno.test("openPlainFile cuts nothing off what is there, and makes what isn't for the user alone", () => {
  using scratch = new Scratch();
  Deno.writeTextFileSync(scratch.file, PRECIOUS);
  openPlainFile(scratch.file).close();
  assertEquals(scratch.read(), PRECIOUS);
  const path = join(scratch.directory, "new");
  openPlainFile(path).close();
  assertEquals(rightsOf(path).split(" ")[0], "600");
});

Deno.test("openPlainFile never opens what a link leads to, however fast it takes a file's place", async () => {
  using scratch = new Scratch();
  const [path, precious] = ["lock", "precious"].map((one) => join(scratch.directory, one)) as [
    ...[string, string],
  ];
  Deno.writeTextFileSync(precious, PRECIOUS);
  // Swaps file and link as fast as it can, in a process of its own.
  const script =
    `while :; do ln -sf "$1" "$0.l"; mv -fT "$0.l" "$0"; : > "$0.f"; mv -fT "$0.f" "$0"; done`;
  const swapper = new Deno.Command("sh", { args: ["-c", script, path, precious], stderr: "null" })
    .spawn();
  let [opened, refused] = [0, 0];
  try {
    const until = performance.now() + 1_500;
    while (performance.now() < until) {
      try {
        using file = openPlainFile(path);
        file.truncateSync(0);
        opened++;
      } catch (error) {
        if (!(error instanceof NotPlain)) throw error;
        refused++;
      }
      await Promise.resolve();
    }
  } finally {
    swapper.kill("SIGKILL");
    await swapper.status;
  }
  assertEquals(Deno.readTextFileSync(precious), PRECIOUS);
  assertGreater(opened, 0, `${opened} opened, ${refused} refused`);
  assertGreater(refused, 0, `${opened} opened, ${refused} refused`);
});
