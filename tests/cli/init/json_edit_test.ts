import { assertEquals, assertThrows } from "@std/assert";
import { setInJson } from "../../../src/cli/init/json_edit.ts";

const set = (text: string, value: unknown = { a: [1] }) => setInJson(text, ["servers", "x"], value);

Deno.test("setInJson adds what is missing, in the file's own indentation and line ends", () => {
  const written = '{\n  "servers": {\n    "x": {\n      "a": [\n        1\n      ]\n    }\n  }\n}';
  assertEquals(set(""), written + "\n");
  assertEquals(set("{}"), written);
  assertEquals(set('{ "servers": {} }', 1), '{ "servers": {\n    "x": 1\n  } }');
  assertEquals(
    set('{\r\n\t"b": 1,\r\n\t"servers": {\r\n\t\t"y": 2\r\n\t}\r\n}\r\n', { a: 1 }),
    '{\r\n\t"b": 1,\r\n\t"servers": {\r\n\t\t"y": 2,\r\n\t\t"x": {\r\n\t\t\t"a": 1\r\n\t\t}\r\n\t}\r\n}\r\n',
  );
});

Deno.test("setInJson replaces a value, and changes nothing where it stands already", () => {
  const text = '{\n  "servers": {\n    "x": { "old": "}, 😀" }, // mine\n    "y": 2\n  }\n}\n';
  const written = set(text, 3);
  assertEquals(written, '{\n  "servers": {\n    "x": 3, // mine\n    "y": 2\n  }\n}\n');
  assertEquals(set(written, 3), written);
});

Deno.test("setInJson keeps comments and trailing commas where they are", () => {
  assertEquals(
    set('// top\n{\n    "servers": {\n        "y": 2 // two, "x"\n        /* , */\n    },\n}\n', 1),
    '// top\n{\n    "servers": {\n        "y": 2, // two, "x"\n        /* , */\n        "x": 1\n    },\n}\n',
  );
  assertEquals(
    set('{\n  "servers": {\n    "y": "😀", // two\n  }\n}', 1),
    '{\n  "servers": {\n    "y": "😀", // two\n    "x": 1\n  }\n}',
  );
  assertEquals(
    set('{\n  "servers": { // none yet\n  }\n}', 1),
    '{\n  "servers": { // none yet\n    "x": 1\n  }\n}',
  );
});

Deno.test("setInJson keeps a byte order mark", () => {
  assertEquals(set('\uFEFF{ "servers": { "x": 1 } }', 2), '\uFEFF{ "servers": { "x": 2 } }');
});

Deno.test("setInJson refuses what is no JSON, or no object where one must be", () => {
  const wrong = [
    "[]",
    "{",
    "1",
    "{}, {}",
    "{}) + ({}",
    "{}); ({}",
    "{ servers: {} }",
    "{ ...a }",
    "{ 'a': 1 }",
  ];
  for (const text of wrong) assertThrows(() => set(text), SyntaxError, "", text);
  assertThrows(() => set('{\n  "a" 1 }'), SyntaxError, "ColonExpected in line 2");
  assertThrows(() => set('{ "servers": [] }'), TypeError, '"servers" is no object');
  assertThrows(() => set('{ "servers": null }'), TypeError, '"servers" is no object');
});
