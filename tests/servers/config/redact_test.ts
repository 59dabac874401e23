import { assertEquals } from "@std/assert";
import { redact } from "../../../src/servers/config/redact.ts";

Deno.test("secrets are replaced, in every form in which a text shows them", () => {
  const cases: [secrets: string[], text: string, shown: string][] = [
    [["abcd"], "x abcd y abcd", "x *** y ***"],
    [["abc"], "abc", "abc"],
    [[""], "any", "any"],
    [["abcd", "xxabcdyy"], "xxabcdyy abcd", "*** ***"],
    [["Bearer t0ken"], "Bearer t0ken; t0ken", "***; ***"],
    [['qu"ote\nline'], JSON.stringify({ a: 'qu"ote\nline' }), '{"a":"***"}'],
    [["p&ss word"], "https://x?key=p%26ss%20word", "https://x?key=***"],
    [["a.*b"], "a.*b aXXb", "*** aXXb"],
    [["$&$&"], "$&$&", "***"],
    [["\ud800bcd"], "\ud800bcd", "***"],
  ];
  for (const [secrets, text, shown] of cases) assertEquals(redact(text, { secrets }), shown, text);
});
