import { assertEquals, assertStringIncludes } from "@std/assert";
import { expand, type Surroundings } from "../../../src/servers/config/variables.ts";

const VARIABLES: Record<string, string> = {
  A: "one",
  EMPTY: "",
  NESTED: "${A}",
  "ProgramFiles(x86)": "pf",
};
const surroundings: Surroundings = {
  env: (name) => VARIABLES[name],
  home: "/home/ann",
  workspace: "/work/space",
  os: "linux",
};

Deno.test("variables are put in", () => {
  const cases: [text: string, expanded: string, secrets?: string[]][] = [
    ["plain $A {A}", "plain $A {A}"],
    ["${A}", "one", ["one"]],
    ["x${A}y${env:A}z", "xoneyonez", ["one", "one"]],
    ["${ProgramFiles(x86)}", "pf", ["pf"]],
    ["${EMPTY}", "", [""]],
    ["${EMPTY:-two}", "two"],
    ["${A:-two}", "one", ["one"]],
    ["${UNSET:-two}", "two"],
    ["${UNSET:-}", ""],
    ["${unset:-two}", "two"],
    ["${UNSET:-a:-b}", "a:-b"],
    ["${UNSET:-a\nb}", "a\nb"],
    ["${env:UNSET:-two}", "two"],
    ["${NESTED}", "${A}", ["${A}"]],
    ["$${A}", "${A}"],
    ["$${", "${"],
    ["$$${A}", "$${A}"],
    ["${workspaceFolder}/x", "/work/space/x"],
    ["${workspaceFolderBasename}", "space"],
    ["${userHome}${/}x${pathSeparator}y", "/home/ann/x/y"],
    ["~/x", "/home/ann/x"],
    ["~", "/home/ann"],
    ["~bob/x", "~bob/x"],
    ["a~/x", "a~/x"],
    ["~\\x", "~\\x"],
  ];
  for (const [text, expanded, secrets = []] of cases) {
    assertEquals(expand(text, surroundings), { text: expanded, secrets, faults: [] }, text);
  }
  const windows = { ...surroundings, os: "windows" as const };
  assertEquals(expand("~\\x${/}y", windows).text, "/home/ann\\x\\y");
});

Deno.test("a variable that has no value is a fault that names it", () => {
  const cases: [text: string, what: string, remedy: string][] = [
    ["${UNSET}", "UNSET", "set UNSET where your client starts"],
    ["${env:UNSET}", "UNSET", "set UNSET"],
    ["${input:key}", 'the input "key"', "environment variable"],
    ["${command:x}", "${command:x}, which is no variable", "${NAME}"],
    ["${}", "${}, which is no variable", "$${"],
    ["${a b}", "${a b}, which is no variable", "$${"],
    ["${A", "does not close it", "$${"],
    ["${UNSET:-${A}}", "variable inside a variable", "plain text"],
  ];
  for (const [text, what, remedy] of cases) {
    const { faults } = expand(text, surroundings);
    assertEquals(faults.length, 1, text);
    assertStringIncludes(faults[0]!.what, what);
    assertStringIncludes(faults[0]!.remedy, remedy);
  }
  const { home: _, ...homeless } = surroundings;
  assertEquals(expand("${userHome}", homeless).faults.length, 1);
  assertEquals(expand("${A}${X}${Y}", surroundings).faults.length, 2);
});
