import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { olderOf, ProgramLog } from "../../../src/cli/log/program_log.ts";
import { readLog } from "../../../src/cli/log/read_log.ts";
import { usersLog } from "../../../src/cli/settings/users_log.ts";
import type { ProgramRecord } from "../../../src/mcp/program_record.ts";
import { Scratch } from "../../helpers/scratch.ts";

function recordOf(ms: number): ProgramRecord {
  return {
    at: "2026-12-01T00:00:00.000Z",
    client: "c 1",
    mode: "plain",
    outcome: "ok",
    ms,
    calls: {},
  };
}

Deno.test("a log is for the user alone, in a folder that is made, and keeps what it has", async () => {
  using scratch = new Scratch();
  const path = join(scratch.directory, "not", "there", "programs.jsonl");
  for (const ms of [1, 2]) {
    await using log = new ProgramLog(path, (text) => assert(false, text));
    log.write(JSON.stringify(recordOf(ms)));
  }
  assertEquals(await readLog(path, 10), [recordOf(1), recordOf(2)]);
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  assertEquals(Deno.statSync(join(scratch.directory, "not")).mode! & 0o777, 0o700);
});

Deno.test("it is bounded: what is full becomes the older one, and the older one goes", async () => {
  using scratch = new Scratch();
  const path = join(scratch.directory, "programs.jsonl");
  {
    await using log = new ProgramLog(path, (text) => assert(false, text), 1_000);
    for (let ms = 0; ms < 100; ms++) log.write(JSON.stringify(recordOf(ms)));
  }
  const [size, older] = [path, olderOf(path)].map((one) => {
    try {
      return Deno.statSync(one).size;
    } catch {
      return 0;
    }
  });
  assert(size! < 1_000 && older! >= 1_000 && older! < 1_200, `${size} ${older}`);
  const read = (await readLog(path, 1_000)).map(({ ms }) => ms);
  assertEquals(read, Array.from({ length: read.length }, (_, at) => 100 - read.length + at));
  assertEquals((await readLog(path, 3)).map(({ ms }) => ms), [97, 98, 99]);
});

Deno.test("lines of several servers stay whole", async () => {
  using scratch = new Scratch();
  const path = join(scratch.directory, "programs.jsonl");
  const logs = [1, 2, 3].map(() => new ProgramLog(path, (text) => assert(false, text)));
  for (let ms = 0; ms < 30; ms++) logs[ms % 3]!.write(JSON.stringify(recordOf(ms)));
  for (const log of logs) await log[Symbol.asyncDispose]();
  const read = (await readLog(path, 100)).map(({ ms }) => ms);
  assertEquals(read.toSorted((a, b) => a - b), Array.from({ length: 30 }, (_, at) => at));
});

Deno.test("a link instead of the log is not written through, which people read once", async () => {
  using scratch = new Scratch([]);
  const path = join(scratch.directory, "programs.jsonl");
  Deno.symlinkSync(scratch.file, path);
  const told: string[] = [];
  {
    await using log = new ProgramLog(path, (text) => told.push(text));
    log.write("one");
    log.write("two");
  }
  assertEquals([scratch.read(), told.length], ["", 1]);
  assertMatch(
    told[0]!,
    /^The log ".*programs\.jsonl" cannot be written: what lies there is a link/,
  );
});

Deno.test("what is no record is passed over, and a log that is not there is empty", async () => {
  using scratch = new Scratch();
  const path = join(scratch.directory, "programs.jsonl");
  assertEquals(await readLog(path, 10), []);
  Deno.writeTextFileSync(path, `null\n{"at":1}\n${JSON.stringify(recordOf(7))}\n{"at":"torn`);
  assertEquals(await readLog(path, 10), [recordOf(7)]);
});

Deno.test("the log lies where each system has such files", () => {
  const on = (os: typeof Deno.build.os, env: Record<string, string>) =>
    usersLog({ os, env: (name) => env[name] });
  assertEquals(on("linux", { HOME: "/h" }), "/h/.local/state/code-mode/programs.jsonl");
  assertEquals(on("linux", { HOME: "/h", XDG_STATE_HOME: "/s" }), "/s/code-mode/programs.jsonl");
  assertEquals(on("darwin", { HOME: "/h" }), "/h/Library/Logs/code-mode/programs.jsonl");
  assertEquals(on("linux", { XDG_STATE_HOME: "relative" }), undefined);
  assertEquals(on("windows", {}), undefined);
});
