import { assertEquals, assertThrows } from "@std/assert";
import { parseEnvFile } from "../../../src/servers/config/env_file.ts";

Deno.test("an environment is read as .env files have it", () => {
  const cases: [text: string, pairs: [string, string][]][] = [
    ["", []],
    ["\n # only\n\t\n#comments", []],
    ["A=1", [["A", "1"]]],
    ["A=1\nB=2\n", [["A", "1"], ["B", "2"]]],
    ["A=1\r\nB='2'\r\n\r\nC=\r\n", [["A", "1"], ["B", "2"], ["C", ""]]],
    ["\uFEFFA=1", [["A", "1"]]],
    ["  export A = two words  ", [["A", "two words"]]],
    ["A=\nB=2", [["A", ""], ["B", "2"]]],
    ["A=x # y\nB=x#y\nC=# y\nD='x' # y", [["A", "x"], ["B", "x#y"], ["C", ""], ["D", "x"]]],
    ["A='#'\nB=\"#\"\nC=`#`", [["A", "#"], ["B", "#"], ["C", "#"]]],
    [`A="-----BEGIN\nEND"\nB=2`, [["A", "-----BEGIN\nEND"], ["B", "2"]]],
    [String.raw`A="x\ny\"z\w\\"`, [["A", 'x\ny"z\\w\\\\']]],
    [String.raw`A='x\ny'`, [["A", String.raw`x\ny`]]],
    ["A=$B ${C}", [["A", "$B ${C}"]]],
    ["A=it's", [["A", "it's"]]],
    ["A=x=y==", [["A", "x=y=="]]],
    ["a.b-c=1\n__proto__=1", [["a.b-c", "1"], ["__proto__", "1"]]],
  ];
  for (const [text, pairs] of cases) assertEquals(parseEnvFile(text), pairs, JSON.stringify(text));
});

Deno.test("what is no environment is refused by its line, without its text", () => {
  const cases: [text: string, line: number][] = [
    ["secret", 1],
    ["A=1\nset -a", 2],
    ["A=1\n\n=2", 3],
    ["A='secret", 1],
    ['A="x" secret', 1],
    ['A="x\ny\nB=1', 1],
  ];
  for (const [text, line] of cases) {
    const error = assertThrows(() => parseEnvFile(text), SyntaxError);
    assertEquals((error as Error).message, `line ${line} is not NAME=value`, text);
  }
});

Deno.test("a long file takes no long time", () => {
  const start = performance.now();
  parseEnvFile(
    "# comment\n\n".repeat(50_000) + `A="${"\\\\x".repeat(300_000)}"\n` + " ".repeat(100_000),
  );
  assertEquals(performance.now() - start < 5_000, true);
});
