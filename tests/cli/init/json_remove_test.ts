import { assertEquals, assertThrows } from "@std/assert";
import { removeFromJson } from "../../../src/cli/init/json_remove.ts";
import { addToListInJson, setInJson } from "../../../src/cli/init/json_edit.ts";

const remove = (text: string) => removeFromJson(text, ["s", "x"]);

Deno.test("removeFromJson takes a property out with its comma and its lines", () => {
  const cases: [string, string][] = [
    [
      '{\n  "s": {\n    "x": {\n      "a": 1\n    },\n    "y": 2\n  }\n}\n',
      '{\n  "s": {\n    "y": 2\n  }\n}\n',
    ],
    ['{\n  "s": {\n    "y": 2,\n    "x": 1\n  }\n}\n', '{\n  "s": {\n    "y": 2\n  }\n}\n'],
    ['{\r\n\t"s": {\r\n\t\t"x": 1\r\n\t}\r\n}', '{\r\n\t"s": {}\r\n}'],
    ['{ "s": { "x": 1, "y": 2 } }', '{ "s": { "y": 2 } }'],
    ['{ "s": { "y": 2, "x": 1 } }', '{ "s": { "y": 2 } }'],
    ['{"s":{"w":0,"x":1,"y":2}}', '{"s":{"w":0,"y":2}}'],
    ['\uFEFF{"s":{"x":1}}', '\uFEFF{"s":{}}'],
    ['{ "s": { "y": 2 } }', '{ "s": { "y": 2 } }'],
    ['{ "s": [1] }', '{ "s": [1] }'],
    ["{}", "{}"],
  ];
  for (const [before, after] of cases) assertEquals(remove(before), after);
});

Deno.test("removeFromJson keeps comments and trailing commas", () => {
  const cases: [string, string][] = [
    [
      '{\n  "s": {\n    // about x\n    "x": 1, // one\n    "y": 2, // two, {}\n  }\n}',
      '{\n  "s": {\n    // about x\n    // one\n    "y": 2, // two, {}\n  }\n}',
    ],
    [
      '{\n  "s": {\n    "y": 2, // two\n    "x": 1 /* , */\n  }\n}',
      '{\n  "s": {\n    "y": 2 // two\n    /* , */\n  }\n}',
    ],
    ['{ "s": { "x": 1, } }', '{ "s": {} }'],
    ['{ "s": { "y": 2, // two\n  "x": 1 } }', '{ "s": { "y": 2 // two\n } }'],
  ];
  const blanks = (text: string) => text.replace(/ +(?=\/[/*])/g, " ");
  for (const [before, after] of cases) assertEquals(blanks(remove(before)), blanks(after));
  assertThrows(() => remove('{ "s": '), SyntaxError);
});

Deno.test("what setInJson has added, removeFromJson takes out byte by byte", () => {
  const texts = ['{\n  "s": {\n    "y": 2\n  }\n}\n', '{\n\t"s": {}, "t": [1]\n}'];
  for (const text of texts) {
    const added = setInJson(text, ["s", "x"], { command: "}, {", args: ["// no comment"] });
    assertEquals(remove(added), text);
  }
});

Deno.test("addToListInJson adds to a list, and makes what is missing", () => {
  const add = (text: string, ...values: unknown[]) => addToListInJson(text, ["p", "deny"], values);
  assertEquals(
    add("", "a", "b"),
    '{\n  "p": {\n    "deny": [\n      "a",\n      "b"\n    ]\n  }\n}\n',
  );
  assertEquals(
    add('{\n  "p": {\n    // mine\n    "deny": [\n      "x" // one\n    ]\n  }\n}', "a"),
    '{\n  "p": {\n    // mine\n    "deny": [\n      "x", // one\n      "a"\n    ]\n  }\n}',
  );
  assertEquals(add('{ "p": 1 }'), '{ "p": 1 }');
  assertThrows(() => add('{ "p": 1 }', "a"), TypeError, '"p" is no object');
  assertThrows(() => add('{ "p": { "deny": {} } }', "a"), TypeError, '"deny" is no list');
});
