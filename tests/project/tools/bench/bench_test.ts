import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Records } from "../../../../src/tools/bench/records.ts";
import { bestRatio, holds, ratio, type Row } from "../../../../src/tools/bench/row.ts";
import { Samples } from "../../../../src/tools/bench/samples.ts";
import { table } from "../../../../src/tools/bench/table.ts";

Deno.test("Samples has the median of an odd and of an even number, and both ends", () => {
  const odd = new Samples([5, 1, 30]);
  assertEquals([odd.least, odd.median, odd.most, odd.count], [1, 5, 30, 3]);
  assertEquals(new Samples([4, 1, 2, 30]).median, 3);
  assertEquals(new Samples(Array.from({ length: 100 }, (_, at) => at + 1)).p95, 95);
  assertThrows(() => new Samples([]), RangeError, "no samples");
});

Deno.test("Records sees a write that was lost and one that came twice", () => {
  using records = new Records(3);
  records.verify([]);
  const text = Deno.readTextFileSync(records.file);
  assertThrows(() => records.verify(["a"]), Error, "3 of 3 records");
  const all = text.replaceAll("]}", ',"a"]}');
  Deno.writeTextFileSync(records.file, all);
  records.verify(["a"]);
  Deno.writeTextFileSync(records.file, all.replace(',"a"]}', ',"a","a"]}'));
  assertThrows(() => records.verify(["a"]), Error, "1 of 3 records");
});

Deno.test("a row holds when all of its targets do", () => {
  const row: Row = {
    what: "x",
    value: 12,
    unit: "ms",
    spread: [9, 20],
    against: { what: "y", value: 10, least: 6 },
  };
  assertEquals([ratio(row), bestRatio(row), holds(row)], [1.2, 1.5, undefined]);
  assertEquals(holds({ ...row, targets: [{ of: "ratio", limit: 1.2 }] }), true);
  const missed: Row = {
    ...row,
    targets: [{ of: "ratio", limit: 1.2 }, { of: "value", limit: 20, atLeast: true }],
  };
  assertEquals(holds(missed), false);
  assertStringIncludes(table([missed]), "≤ 1.2 ×, ≥ 20 ms  NO");
});
