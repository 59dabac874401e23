import { assertEquals, assertThrows } from "@std/assert";
import { parseFlags } from "../../../src/cli/settings/parse_flags.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";

const parse = (line: string) => {
  const { positional, switches, values } = parseFlags(line.split(" "), ["json"], ["last", "args"]);
  return [positional, [...switches], Object.fromEntries(values)];
};

Deno.test("parseFlags tells what stands alone from flags and their values", () => {
  assertEquals(parse("007 --last 5 --json - --args={}"), [
    ["007", "-"],
    ["json"],
    { last: "5", args: "{}" },
  ]);
  assertEquals(parse("--last -5 x"), [["x"], [], { last: "-5" }]);
  assertEquals(parse("--last=-5 -- --last --last -1"), [
    ["--last", "--last", "-1"],
    [],
    { last: "-5" },
  ]);
});

const WRONG: [line: string, message: string][] = [
  ["--lsat 5", 'There is no flag "--lsat": did you mean --last?'],
  ["--lsat=5", 'There is no flag "--lsat=5": did you mean --last?'],
  ["--colour", 'There is no flag "--colour"'],
  ["-5", 'There is no flag "-5"'],
  ["--json -5", 'There is no flag "-5"'],
  ["--last 1 --last=2", 'The flag "--last" was given twice'],
  ["--json --json", 'The flag "--json" was given twice'],
  ["--last", 'The flag "--last" needs a value'],
  ["--last --json", 'The flag "--last" needs a value'],
];

Deno.test("parseFlags refuses what no command takes", () => {
  for (const [line, message] of WRONG) {
    const error = assertThrows(() => parse(line), UsageError);
    assertEquals(error.message, message, line);
  }
});
