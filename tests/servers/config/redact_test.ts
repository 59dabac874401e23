import { assertEquals } from "@std/assert";
import { redact, secretsOfArguments } from "../../../src/servers/config/redact.ts";

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

Deno.test("of arguments what follows the name of a secret is one, and what a URL carries", () => {
  const cases: [args: string[], secrets: string[]][] = [
    [["--api-key=sk-123456"], ["sk-123456"]],
    [["--token", "sk-123456"], ["sk-123456"]],
    [["-y", "pkg", "--github-token", "ghp_123456", "next-one"], ["ghp_123456"]],
    [["--clientSecret", "s3cret-value"], ["s3cret-value"]],
    [["run", "-e", "API_KEY=sk-123456", "image"], ["sk-123456"]],
    [["DB_PASSWORD=a=b:c d"], ["a=b:c d"]],
    [["--header", "Authorization: Bearer t0ken1"], ["Bearer t0ken1"]],
    [["--header", "X-Api-Key:t0ken1"], ["t0ken1"]],
    [["postgres://ann:p%40ssword@host/db?sslmode=require"], ["p%40ssword", "p@ssword"]],
    [["--db=postgres://ann:hunter2@host/db"], ["hunter2"]],
    [["https://x/mcp?apikey=abcdef&tenant=example"], ["abcdef"]],
    // None
    [["--sort-key", "name", "--max-tokens", "4096"], []],
    [["--token", "--verbose"], []],
    [["--token-file", "/home/ann/token.txt"], []],
    [["token", "positional"], []],
    [["--keyboard=german", "--monkey", "business"], []],
    [["C:\\Users\\ann", "https://example.org/a", "--url=https://example.org"], []],
    [["--"], []],
    [[], []],
  ];
  for (const [args, secrets] of cases) {
    assertEquals([...new Set(secretsOfArguments(args))], secrets, args.join(" "));
  }
});
