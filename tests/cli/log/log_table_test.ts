import { assertEquals } from "@std/assert";
import { logTable } from "../../../src/cli/log/log_table.ts";
import { painter } from "../../../src/cli/terminal/paint.ts";
import type { ProgramRecord } from "../../../src/mcp/program_record.ts";

const PROGRAM: ProgramRecord = {
  at: "not a time\x1b[31m",
  client: "claude-code 2.1",
  mode: "plain",
  outcome: "ok",
  ms: 42,
  calls: { "memory.readGraph": 1, "github.create_issue": 12 },
};

Deno.test("a line says when, for whom, how it ended, how long it took and what was called", () => {
  assertEquals(
    logTable([PROGRAM, { ...PROGRAM, client: "x", outcome: "timeout", calls: {} }], painter(false)),
    `not a time [31m      claude-code 2.1  ok               42 ms  memory.readGraph 1, github.create_issue 12
not a time [31m      x                timeout          42 ms  no call`,
  );
});

Deno.test("what was not written at once is said, and what the user was asked", () => {
  const records: ProgramRecord[] = [
    { ...PROGRAM, mode: "atomic", committed: false, calls: { "memory.readGraph": 1 } },
    { ...PROGRAM, mode: "apply", committed: true, calls: {} },
    { ...PROGRAM, calls: {}, consents: [{ tools: ["gh.delete", "gh.merge"], answer: "program" }] },
  ];
  const lines = logTable(records, painter(false)).split("\n");
  assertEquals(
    lines[0]!.endsWith("42 ms  (atomic, not written) memory.readGraph 1"),
    true,
    lines[0],
  );
  assertEquals(lines[1]!.endsWith("42 ms  (apply)"), true, lines[1]);
  assertEquals(lines.slice(3), ["  asked: gh.delete, gh.merge: yes, for the program"]);
});

Deno.test("many methods are counted", () => {
  const calls = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`gh.t${at}`, 1]));
  assertEquals(
    logTable([{ ...PROGRAM, calls }], painter(false)).endsWith("gh.t5 1, and 3 more"),
    true,
  );
});
