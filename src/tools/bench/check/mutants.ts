import type TS from "typescript";
import { ts } from "../../../check/typescript.ts";
import type { Dice } from "../../fuzz/dice.ts";
import { type Change, type Finder, type Kind, KINDS } from "./changes/change.ts";
import { misspeltMethod, misspeltVariable, renamedKey, renamedProperty } from "./changes/names.ts";
import {
  droppedAll,
  droppedAwait,
  droppedDestructuring,
  unwrappedArray,
  wrappedArray,
} from "./changes/values.ts";

/** A program with one mistake in it. */
export interface Mutant {
  readonly kind: Kind;
  readonly code: string;
}

/**
 * Makes mistakes in a program, in each mutant one. The kinds take turns, so that the rare ones are there
 * beside the names, of which a program has dozens.
 *
 * @param most how many there are at most
 */
export function mutantsOf(code: string, dice: Dice, most: number): Mutant[] {
  const left = Map.groupBy(shuffled(changesOf(code), dice), ({ kind }) => kind);
  const mutants = new Map<string, Mutant>();
  while (left.size > 0) {
    for (const kind of KINDS) {
      const change = left.get(kind)?.pop();
      if (!change) {
        left.delete(kind);
        continue;
      }
      if (mutants.size >= most) return [...mutants.values()];
      const { start, end, texts } = change;
      const changed = code.slice(0, start) + texts[dice(texts.length)] + code.slice(end);
      mutants.set(changed, { kind, code: changed });
    }
  }
  return [...mutants.values()];
}

function changesOf(code: string): Change[] {
  const file = ts.createSourceFile("/program.ts", code, ts.ScriptTarget.ESNext, true);
  const finders: readonly Finder[] = [
    droppedAwait,
    droppedAll,
    droppedDestructuring,
    renamedProperty,
    renamedKey,
    misspeltMethod,
    misspeltVariable(file),
    unwrappedArray,
    wrappedArray,
  ];
  const changes: Change[] = [];
  const visit = (node: TS.Node): void => {
    // What is wrong in a type does nothing when the program runs.
    if (ts.isTypeNode(node)) return;
    for (const find of finders) changes.push(...find(node, file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return changes;
}

function shuffled<Item>(items: readonly Item[], dice: Dice): Item[] {
  const list = [...items];
  for (let at = list.length - 1; at > 0; at--) {
    const other = dice(at + 1);
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}
