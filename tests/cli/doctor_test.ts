import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { findingsText } from "../../src/cli/doctor/findings_text.ts";
import { PROBES } from "../../src/cli/doctor/probes.ts";
import { versions } from "../../src/cli/doctor/versions.ts";
import { wall } from "../../src/cli/doctor/wall.ts";
import { painter } from "../../src/cli/terminal/paint.ts";
import { lineNumbers } from "../../src/cli/doctor/line_numbers.ts";
import { doctor } from "./doctor.ts";
import { entity, relation, Scratch } from "../helpers/scratch.ts";

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

Deno.test("doctor finds that all is well, and changes nothing", async () => {
  using scratch = new Scratch([entity("a", "ö"), entity("b"), relation("a", "b")]);
  const text = scratch.read();
  const { code, stdout } = await doctor("--memory-file", scratch.file);
  assertEquals(code, 0, stdout);
  assertStringIncludes(stdout, `"${scratch.file}": 0.2 kB, 2 entities, 1 relation\n`);
  assertStringIncludes(stdout, `ok     Deno`);
  assertStringIncludes(stdout, "server-memory 2026.");
  assertStringIncludes(stdout, "started and read the memory file in");
  for (const { about } of PROBES) assertStringIncludes(stdout, `ok     wall: ${about} `);
  assertStringIncludes(stdout, "\n\nAll is well.\n");
  assertEquals(scratch.read(), text);
  assertEquals(names(scratch.directory), ["memory.jsonl"]);
});

Deno.test("doctor lists the packages that the binary holds", () => {
  const packages = (standalone: boolean) =>
    versions("2.9.6", standalone).find(({ about }) => about === "packages")!.says;
  assertEquals(["gpt-tokenizer", "zod"].map((name) => packages(true).includes(name)), [
    false,
    true,
  ]);
  assertEquals(packages(false).includes("gpt-tokenizer"), true);
});

Deno.test("lineNumbers names the first of many", () => {
  assertEquals(lineNumbers([7]), "line 7");
  assertEquals(lineNumbers([1, 2]), "lines 1 and 2");
  assertEquals(lineNumbers([1, 2, 3]), "lines 1, 2 and 3");
  const many = Array.from({ length: 12 }, (_, index) => index + 1);
  assertEquals(lineNumbers(many), "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more");
});

Deno.test("the wall's probes tell a hole, and an end that is not the one that must be", async () => {
  using scratch = new Scratch();
  const found = await wall(scratch.file, undefined, [
    { about: "get through", code: "return 'out'", fails: ["runtime", /is not defined/] },
    { about: "fail otherwise", code: "null.x", fails: ["runtime", /is not defined/] },
    { about: "fail as it must", code: "nobody", fails: ["runtime", /is not defined/] },
  ]);
  assertEquals(found.map(({ state }) => state), ["ok", "fault", "fault", "ok"]);
  assertStringIncludes(found[1]!.says, 'it returned "out"');
  assertStringIncludes(found[2]!.says, "Cannot read properties of null");
});

Deno.test("doctor knows which Deno is too old", () => {
  const state = (deno: string) =>
    versions(deno, false).find(({ about }) => about === "Deno")!.state;
  for (const old of ["2.8.1", "2.7.14", "1.46.3"]) assertEquals(state(old), "fault", old);
  for (const good of ["2.8.2", "2.8.3", "2.9.0", "2.10.0", "3.0.0-rc.1"]) {
    assertEquals(state(good), "ok", good);
  }
});

Deno.test("the table paints faults, and counts them", () => {
  const findings: Finding[] = [
    { about: "one", state: "ok", says: "fine" },
    { about: "another", state: "fault", says: "broken", advice: "mend it" },
  ];
  assertEquals(
    findingsText(findings, painter(false)),
    "ok     one      fine\nFAULT  another  broken\n                → mend it\n\nThere is one fault.",
  );
  assert(findingsText(findings, painter(true)).includes("\x1b[31m\x1b[1mFAULT"));
});
