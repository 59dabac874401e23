import { assertEquals } from "@std/assert";
import {
  derive,
  DerivedText,
  type Edit,
  identity,
  lastAtOrBefore,
  slice,
} from "../../../src/rpc/positions/derived_text.ts";
import { type Dice, dice } from "../../../src/tools/fuzz/dice.ts";

/** The slow way: of every character, and of the end, where it comes from. */
interface Traced {
  text: string;
  /** One more than the text has characters. */
  from: (number | undefined)[];
}

function trace(source: string, edits: readonly Edit[]): Traced {
  let text = "";
  const from: (number | undefined)[] = [];
  for (let at = 0; at <= source.length; at++) {
    for (const edit of edits.filter(({ start }) => start === at)) {
      text += edit.text;
      from.push(...Array(edit.text.length).fill(edit.added ? undefined : at));
    }
    if (at === source.length || edits.some(({ start, end }) => start <= at && at < end)) continue;
    text += source[at];
    from.push(at);
  }
  return { text, from: [...from, source.length] };
}

function backs(derived: DerivedText): (number | undefined)[] {
  return Array.from({ length: derived.text.length + 1 }, (_, offset) => derived.back(offset));
}

/** Edits that don't overlap, in the order of their places; no two insert at one place. */
function randomEdits(source: string, roll: Dice): Edit[] {
  const edits: Edit[] = [];
  for (let at = roll(3); at <= source.length; at += 1 + roll(4)) {
    const end = Math.min(source.length, at + roll(4));
    edits.push({ start: at, end, text: "XYZ".slice(roll(4)), ...(roll(3) ? {} : { added: true }) });
    at = end;
  }
  return edits;
}

Deno.test("derive() leads every offset back as a slow model does, whatever the order of edits", () => {
  const source = "abcdefghijkl";
  for (let seed = 0; seed < 500; seed++) {
    const roll = dice(seed);
    const edits = randomEdits(source, roll);
    const expected = trace(source, edits);
    const shuffled = edits.toSorted(() => roll(3) - 1);
    const derived = derive(source, shuffled);
    assertEquals({ text: derived.text, from: backs(derived) }, expected, `seed ${seed}`);
  }
});

Deno.test("chain() leads back through all texts, step by step", () => {
  for (let seed = 0; seed < 500; seed++) {
    const roll = dice(seed);
    let text = slice("abcdefghijklmnop", 2, 14);
    let model = backs(text);
    for (let step = 0; step < 3; step++) {
      const edits = randomEdits(text.text, roll);
      const traced = trace(text.text, edits);
      model = traced.from.map((at) => at === undefined ? undefined : model[at]);
      text = text.chain(derive(text.text, edits));
      assertEquals(
        { text: text.text, from: backs(text) },
        { text: traced.text, from: model },
        `seed ${seed}`,
      );
    }
  }
});

Deno.test("derive() keeps insertions at one place in their order, before what is replaced there", () => {
  const insert = (text: string) => ({ start: 1, end: 1, text });
  const replace = { start: 1, end: 2, text: "R" };
  assertEquals(derive("abc", [replace, insert("1"), insert("2")]).text, "a12Rc");
  assertEquals(derive("abc", []).text, "abc");
  assertEquals(backs(derive("abc", [])), [0, 1, 2, 3]);
});

Deno.test("identity() and slice() lead back character by character, their end too", () => {
  assertEquals(backs(identity("abc")), [0, 1, 2, 3]);
  assertEquals(slice("abcdef", 2, 5).text, "cde");
  assertEquals(backs(slice("abcdef", 2, 5)), [2, 3, 4, 5]);
});

Deno.test("back() leads nowhere before the first piece, beyond the text and from what was added", () => {
  const text = new DerivedText("abcd", [
    { to: 1, from: 7, copied: true },
    { to: 2, from: undefined, copied: false },
    { to: 3, from: 9, copied: false },
  ]);
  assertEquals(backs(text), [undefined, 7, undefined, 9, 9]);
  assertEquals([text.back(-1), text.back(5), identity("ab").back(3)], [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("chain() leads nowhere from what the first text has no way back for", () => {
  const first = new DerivedText("abcd", [{ to: 2, from: 5, copied: true }]);
  assertEquals(backs(first.chain(identity("abcd"))), [undefined, undefined, 5, 6, 7]);
  assertEquals(backs(first.chain(slice("abcd", 1, 3))), [undefined, 5, 6]);
  const replaced = new DerivedText("xy", [{ to: 0, from: 3, copied: false }]);
  assertEquals(backs(first.chain(replaced)), [6, 6, 6]);
});

Deno.test("lastAtOrBefore() finds the place of an offset among pieces", () => {
  const list = [{ to: 0 }, { to: 3 }, { to: 3 }, { to: 8 }];
  assertEquals([-1, 0, 2, 3, 7, 8, 99].map((at) => lastAtOrBefore(list, at)), [
    -1,
    0,
    0,
    2,
    2,
    3,
    3,
  ]);
  assertEquals(lastAtOrBefore([], 0), -1);
});
