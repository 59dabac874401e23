import { assert, assertEquals } from "@std/assert";
import { synonymsOf, termOf, wordsOf } from "../../../src/upstream/catalogue/words.ts";

Deno.test("wordsOf splits names in any habit of spelling", () => {
  for (
    const name of ["list_open-issues", "listOpenIssues", "List open issues!", "list.open/issues"]
  ) {
    assertEquals(wordsOf(name).map(termOf).slice(0, 3), ["list", "open", "issu"], name);
  }
  assertEquals(wordsOf("parseHTMLText"), ["parse", "HTML", "Text"]);
  assertEquals(wordsOf("GitLab"), ["Git", "Lab", "GitLab"]);
  assertEquals(wordsOf("the list of a user's files"), ["list", "user", "s", "files"]);
  assertEquals(wordsOf(""), []);
});

Deno.test("wordsOf leaves out a word that is too long to be looked for", () => {
  assertEquals(wordsOf(`${"x".repeat(41)} ${"y".repeat(40)}`), ["y".repeat(40)]);
});

Deno.test("termOf finds the forms of a word by its stem", () => {
  assertEquals(["Issues", "issue"].map(termOf), ["issu", "issu"]);
  assertEquals(["deleting", "deleted", "deletes"].map(termOf), ["delet", "delet", "delet"]);
});

Deno.test("synonymsOf gives the others of each group that a term is in, and not itself", () => {
  const found = synonymsOf(termOf("lookup"));
  assert(found.includes("list") && found.includes("queri"), String(found));
  assert(!found.includes("lookup"));
  assertEquals(synonymsOf("kubernet"), []);
});
