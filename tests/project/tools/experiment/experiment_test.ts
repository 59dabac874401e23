import { assertEquals, assertStringIncludes } from "@std/assert";
import { losses, report } from "../../../../src/tools/experiment/report.ts";
import { review, Task } from "../../../../src/tools/experiment/task.ts";
import type { Trial } from "../../../../src/tools/experiment/trial.ts";

Deno.test("Task sees an observation that is missing, there twice, or at the wrong record", () => {
  using task = new Task(2);
  const lines = Deno.readTextFileSync(task.file).split("\n").map((line) => JSON.parse(line));
  const write = (change: (name: string, observations: string[]) => string[]) =>
    Deno.writeTextFileSync(
      task.file,
      lines.map((line) =>
        JSON.stringify(
          line.type === "entity"
            ? { ...line, observations: change(line.name, line.observations) }
            : line,
        )
      ).join("\n"),
    );
  const chosen = (name: string) => ["Record_001", "Record_002"].includes(name);
  const once = (name: string, old: string[]) => chosen(name) ? [...old, review(old)] : old;
  write(once);
  assertEquals(task.isRight(), true);
  write((name, old) => name === "Record_002" ? old : once(name, old));
  assertEquals(task.isRight(), false, "missing");
  write((name, old) => name === "Record_002" ? [...once(name, old), review(old)] : once(name, old));
  assertEquals(task.isRight(), false, "twice");
  write((name, old) => name === "Record_003" ? [...old, review(old)] : once(name, old));
  assertEquals(task.isRight(), false, "at the wrong record");
  task.reset();
  assertEquals(task.isRight(), false, "nothing done");
});

const size = (tokens: number) => ({ characters: tokens * 4, tokens });
const trial = (arm: string, records: number, ms: number, tokens: number): Trial => ({
  arm,
  records,
  wall: { median: ms, least: ms, most: ms, repeats: 1 },
  mcpCalls: records,
  context: { tools: size(tokens), calls: size(1), results: size(1) },
  right: 1,
});
const TRIALS = [
  trial("direct", 0, 2, 100),
  trial("program", 0, 5, 50),
  trial("direct", 1, 2, 100),
  trial("loop", 1, 6, 50),
  trial("direct", 50, 100, 900),
  trial("loop", 50, 80, 50),
];

Deno.test("the report shows the model's time apart, and where code mode does not pay", () => {
  const text = report(TRIALS, 1000);
  assertStringIncludes(text, "model time added (× 1000 ms)");
  assertStringIncludes(text, "| 50       | direct  | 100 (100 – 100)");
  assertStringIncludes(text, "| 50 s");
  assertEquals(losses(TRIALS, "direct"), [
    "one call, program: takes 2.5 × the measured time",
    "1 record, loop: takes 3.0 × the measured time",
  ]);
});
