import { assertEquals } from "@std/assert";
import { maskedText, maskedWords } from "../../../../../src/cli/init/import/files/masked.ts";

Deno.test("maskedText shows entries and rules without secrets, and nothing else", () => {
  const text = `{
  "oauthAccount": { "token": "t" }, // c
  "mcpServers": {
    "a": {
      "command": "x", "args": ["--token", "sk-1234567", "-v", "https://u:passw@h/p"],
      "env": { "A": "1", "B": { "C": ["2"] } }, "headers": { "h": true }, "apiKey": "k"
    },
    "b": 1
  },
  "permissions": { "deny": ["mcp__a"] },
  "n": [1, {"s": "t"}]
}`;
  assertEquals(
    maskedText(text, [["mcpServers"], ["none"]]),
    `{
  "oauthAccount": { "token": "…" }, // c
  "mcpServers": {
    "a": {
      "command": "x", "args": ["--token", "…", "-v", "…"],
      "env": { "A": "…", "B": { "C": ["…"] } }, "headers": { "h": "…" }, "apiKey": "…"
    },
    "b": 1
  },
  "permissions": { "deny": ["mcp__a"] },
  "n": ["…", {"s": "…"}]
}`,
  );
  assertEquals(maskedText("", []), "");
});

Deno.test("maskedWords hides keys and passwords in a command line", () => {
  const words = ["npx", "--api-key=abcdefg", "--token", "sk-1234567", "postgres://u:secret@h/db"];
  assertEquals(maskedWords(words), ["npx", "--api-key=…", "--token", "…", "postgres://u:…@h/db"]);
});
