import { assertEquals } from "@std/assert";
import { visible, visibleData } from "../../../src/cli/terminal/visible.ts";

Deno.test("visible() shows what a terminal would obey, and leaves all else", () => {
  assertEquals(
    visible("\x1b[2J \x9b \x7f \0 a\rb"),
    "\\u001b[2J \\u009b \\u007f \\u0000 a\\u000db",
  );
  const plain = "Grüße,\t😀👨‍👩‍👧 “x”\r\nnext\n";
  assertEquals(visible(plain), plain);
});

Deno.test("JSON with what is made visible in it is the same JSON", () => {
  const value = { a: ["\x1b\x9b\x7f"] };
  assertEquals(JSON.parse(visible(JSON.stringify(value))), value);
  assertEquals(visibleData(value), { a: ["\\u001b\\u009b\\u007f"] });
});
