import { assert, assertEquals } from "@std/assert";
import { check, NO_TYPES, reader } from "../../../../src/tools/fuzz/check.ts";
import { dice } from "../../../../src/tools/fuzz/dice.ts";
import { shrink } from "../../../../src/tools/fuzz/shrink.ts";
import { SEED, unhardened } from "./unhardened.ts";
import { randomText, SLOT } from "../../../../src/tools/fuzz/texts.ts";

const MISREAD: readonly (readonly [text: string, why: string])[] = [
  ["x\nof\n/(p = @)/g", "Invalid or unexpected token"],
  ["x<!--y", "a name is no code"],
  ["/import/", "a word is left"],
];

Deno.test("check() tells how the engine reads a text that was not hardened", async () => {
  const last = (count: number) => count - 1;
  for (const [text, why] of MISREAD) {
    assertEquals(await check(text, unhardened, last), { type: "misread", why }, text);
    const taken = !text.includes(SLOT);
    assertEquals(await check(text, reader(NO_TYPES), last), { type: "agreed", taken }, text);
  }
  const closes = () => Promise.resolve({ module: "async () => {}; () => {}" });
  const why = "Unexpected end of the function";
  assertEquals(await check("", closes), { type: "misread", why });
  const late = () => Promise.resolve({ module: "async () => { 1 = 2 }" });
  assertEquals((await check("", late)).type, "late");
  const strict = () => Promise.resolve({ refused: "no" });
  assertEquals(await check("x", strict), { type: "strict", why: "no" });
  assertEquals(await check("1 = 2", strict), { type: "agreed", taken: false });
});

Deno.test("a text comes again with its seed, and texts hold slots and line ends of all sorts", () => {
  assertEquals(randomText(dice(SEED)), randomText(dice(SEED)));
  const all = Array.from({ length: 2_000 }, (_, seed) => randomText(dice(seed)).join("")).join("");
  for (const part of [SLOT, "\u2028", "\r", "<!--", "`${", "import", "yield"]) {
    assert(all.includes(part));
  }
});

Deno.test("shrink() leaves what is needed", async () => {
  const shows = (text: string) => Promise.resolve(/a.*b/.test(text));
  assertEquals(await shrink([..."xxaxxxxbxx"], shows), ["a", "b"]);
});
