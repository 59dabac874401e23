import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { Logs } from "../../src/outcome/logs.ts";

const size = (entries: unknown) => JSON.stringify(entries).length;

Deno.test("Logs gives back everything that fits", () => {
  const logs = new Logs(1_000);
  logs.add({ level: "log", text: "a" });
  logs.add({ level: "warn", text: "b" });
  assertEquals(logs.take(1_000), {
    entries: [{ level: "log", text: "a" }, { level: "warn", text: "b" }],
  });
});

Deno.test("Logs keeps head and tail and counts what is between", () => {
  const logs = new Logs(10_000);
  for (let i = 0; i < 5_000; i++) logs.add({ level: "log", text: `entry ${i}` });
  const { entries, cutFrom } = logs.take(4_000);
  assertLessOrEqual(size(entries), 4_000);
  assertEquals(entries[0]!.text, "entry 0");
  assertEquals(entries.at(-1)!.text, "entry 4999");
  const note = entries.find(({ text }) => text.startsWith("…"));
  const gone = Number(/\d+/.exec(note!.text)![0]);
  assertEquals(gone + entries.length - 1, 5_000);
  assertEquals(cutFrom, logs.total);
});

Deno.test("Logs counts what the sandbox left out", () => {
  const logs = new Logs(1_000);
  logs.add({ level: "log", text: "first" });
  logs.skip(100, 2_000);
  logs.add({ level: "log", text: "last" });
  const { entries, cutFrom } = logs.take(1_000);
  assertEquals(entries.map(({ text }) => text), [
    "first",
    "… 100 more log entries left out",
    "last",
  ]);
  assertEquals(cutFrom, 2_009);
});

Deno.test("Logs shows the beginning of one entry that is over the budget", () => {
  const logs = new Logs(100_000);
  logs.add({ level: "error", text: '"\n'.repeat(20_000) });
  const { entries, cutFrom } = logs.take(4_000);
  assertLessOrEqual(size(entries), 4_000);
  assert(entries.some(({ level, text }) => level === "error" && text.startsWith('"\n"')));
  assertEquals(cutFrom, 40_000);
});
