import { assertEquals } from "@std/assert";
import { reported } from "../../../helpers/lint.ts";

Deno.test("words refuses hard wordings in comments, strings and templates of src", () => {
  assertEquals(
    reported("src/x.ts", "// read by nobody\n/** one in\n * place of the other */ export {};"),
    [
      "words: nobody",
      "words: in\n * place of",
    ],
  );
  assertEquals(reported("src/x.ts", "f('it is told', `${a} shall go`, \"a pipe of ours\");"), [
    "words: 'it is told'",
    "words: ${a} shall go".replace("${a}", ""),
    'words: "a pipe of ours"',
  ]);
  assertEquals(
    reported("src/x.ts", "// a shallow copy, told by its name\nconst somebodys = 1;"),
    [],
  );
  assertEquals(reported("tests/x_test.ts", "// read by nobody"), []);
});

Deno.test("messages refuses contractions in texts, not in comments", () => {
  assertEquals(reported("src/x.ts", "throw new Error(`${a} can't be read`); // it can't"), [
    "messages:  can't be read",
  ]);
  assertEquals(reported("src/x.ts", 'f("it\'s there")'), ['messages: "it\'s there"']);
  assertEquals(reported("src/x.ts", `f("its file's name cannot be 'x'")`), []);
  assertEquals(reported("tests/x_test.ts", 'f("can\'t")'), []);
});
