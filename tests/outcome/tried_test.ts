import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { Changes, Outcome } from "../../src/outcome/outcome.ts";
import { outcomeText } from "../../src/outcome/text.ts";
import { changesText, tried } from "../../src/outcome/tried.ts";

const OK: Outcome = { status: "ok", result: 1, calls: { total: 2 } };
const CHANGES: Changes = {
  entities: { deleted: 1, created: 2 },
  relations: { deleted: 3 },
  observations: { added: 1 },
  lines: ["- a (T), 0 observations", "+ b (T), 1 observation"],
  more: 4,
};

Deno.test("an outcome says first what became of the changes", () => {
  assertEquals(Object.keys(tried(OK, { changes: CHANGES, plan: "p" }, 10_000)), [
    "status",
    "dryRun",
    "changes",
    "plan",
    "result",
    "calls",
  ]);
  assertEquals(tried(OK, { committed: true }, 10_000), { ...OK, committed: true });
});

Deno.test("what was written into a copy counts as no write", () => {
  const calls = {
    total: 3,
    written: 1,
    writtenBy: { "memory.a": 1 },
    unknown: 1,
    unknownBy: { "memory.b": 1 },
    failed: 1,
    byMethod: { "memory.a": 3 },
  };
  assertEquals(tried({ ...OK, calls }, {}, 10_000).calls, {
    total: 3,
    failed: 1,
    byMethod: { "memory.a": 3 },
  });
});

Deno.test("lines that the answer has no room for are counted with the others", () => {
  const lines = Array.from({ length: 40 }, (_, at) => `+ "${at}" ${"x".repeat(80)}`);
  const changes = { lines, more: 2 };
  const whole = JSON.stringify(tried(OK, { changes }, 100_000)).length;
  const close = Array.from({ length: 100 }, (_, at) => whole - 20 - at);
  for (const room of [...close, 3_000, 500, 200, 100]) {
    const outcome = tried(OK, { changes }, room);
    const shown = outcome.changes!.lines.length;
    assert(shown < 40, `${shown} of 40 in ${room}`);
    assertEquals(outcome.changes!.more, 42 - shown);
    if (shown > 0) assertLessOrEqual(JSON.stringify(outcome).length, room);
  }
  assertEquals(tried(OK, { changes }, 100_000).changes, changes);
});

Deno.test("changes in words, what is deleted first", () => {
  assertEquals(
    changesText(CHANGES),
    "delete 1 entity and 3 relations, create 2 entities, add 1 observation",
  );
  assertEquals(changesText({ lines: [] }), "change nothing");
  assertEquals(
    changesText({ entities: { changed: 1 }, otherLines: { deleted: 2 }, lines: [] }),
    "delete 2 unknown lines, change the type of 1 entity",
  );
});

Deno.test("the text of a dry run begins with what it would do, and that nothing was written", () => {
  const outcome = tried(OK, { changes: CHANGES, plan: "abcd2345" }, 10_000);
  const [said, json] = outcomeText(outcome).split("\n\n");
  assertEquals(
    said,
    "Dry run: nothing was written. It would delete 1 entity and 3 relations, create 2 entities, " +
      'add 1 observation. { "apply": "abcd2345" } writes exactly this.',
  );
  assertEquals(JSON.parse(json!), outcome);
});

Deno.test("the text of a dry run with calls that were not made says how many, and where it ended", () => {
  const call = { method: "github.create_issue", argument: "{}" };
  const outcome: Outcome = {
    ...tried(OK, {}, 10_000),
    planned: [call],
    stopped: { line: 2, column: 1, call },
    calls: { total: 1, planned: 1 },
  };
  assertEquals(
    outcomeText(outcome).split("\n\n")[0],
    "Dry run: nothing was written. Calls that were not made: 1. It ended at line 2, where the " +
      "answer of github.create_issue is needed.",
  );
});

Deno.test("the text of a failed one says that nothing was written, and why", () => {
  const failed: Outcome = {
    status: "error",
    error: { kind: "runtime", message: "no" },
    calls: { total: 1, written: 1, byMethod: { "memory.a": 1 }, writtenBy: { "memory.a": 1 } },
  };
  const text = (committed?: boolean) =>
    outcomeText(tried(failed, committed === undefined ? {} : { committed }, 10_000)).split(
      "\n\n",
    )[1];
  assertEquals(text(), "Calls made: 1 (memory.a 1). It was a dry run: nothing was written.");
  assertEquals(
    text(false),
    "Calls made: 1 (memory.a 1). It was all or nothing: nothing was written.",
  );
  assertEquals(
    outcomeText(failed).split("\n\n")[1],
    "Calls made: 1 (memory.a 1); 1 wrote (memory.a 1).",
  );
});

Deno.test("an atomic program that ended well is answered with JSON alone, like any other", () => {
  const outcome = tried(OK, { committed: true, changes: CHANGES }, 10_000);
  assertEquals(JSON.parse(outcomeText(outcome)), outcome);
});
