import type { memory } from "../../../src/servers/memory/namespace.ts";
import type { Dice } from "../../../src/tools/fuzz/dice.ts";
import { entity, relation } from "../scratch.ts";

type MethodName = keyof typeof memory.methods;

/** A call of a method with its arguments. */
export type Call = readonly [method: MethodName, ...args: unknown[]];

/** Calls that are made at once; the next ones when all of them are answered. */
export type Step = readonly Call[];

/** Few, so that calls meet; odd, because memories hold all sorts of text. */
const NAMES = ["a", "b", "c", "", "__proto__", 'q"ö€\u2028\n', "\ud83d\ude00\ud800", "nobody"];

/**
 * @param count of calls in all
 * @param atOnce most calls that are made at once
 * @param mine what every name and text begins with, so that two programs never meet
 */
export function randomSteps(roll: Dice, count: number, atOnce: number, mine = ""): Step[] {
  const steps: Step[] = [];
  for (let left = count; left > 0;) {
    const size = Math.min(left, 1 + roll(atOnce));
    steps.push(Array.from({ length: size }, () => randomCall(roll, mine)));
    left -= size;
  }
  return steps;
}

/** What a memory file holds at first: also what no tool writes, namely duplicates and loose ends. */
export function startingLines(mine = ""): unknown[] {
  const [a, b, c, nobody] = ["a", "b", "c", "nobody"].map((name) => mine + name) as [
    ...[string, string, string, string],
  ];
  return [
    ...[entity(a, `${mine}text 1`), entity(b), entity(a, `${mine}text 2`), entity(c, "text 3")],
    ...[relation(a, b), relation(b, nobody), relation(c, c), relation(a, b)],
  ];
}

/** @returns a program that makes the calls and returns every answer, in the order of the calls */
export function programText(steps: readonly Step[], mine = ""): string {
  const call = ([method, ...args]: Call) =>
    `told(memory.${method}(${args.map((arg) => JSON.stringify(arg)).join(", ")}))`;
  const own = JSON.stringify(mine);
  return `
    const isMine = ({ name, from }) => (name ?? from).startsWith(${own});
    const told = (answer) => answer.then((value) => {
      if (!value?.entities) return value ?? null;
      const { entities, relations } = value;
      return { entities: entities.filter(isMine), relations: relations.filter(isMine) };
    }, (error) => error.message);
    const answers = [];
    ${
    steps.map((step) => `answers.push(...await Promise.all([${step.map(call).join(",\n")}]));`)
      .join("\n")
  }
    return answers;`;
}

function randomCall(roll: Dice, mine: string): Call {
  const name = () => mine + NAMES[roll(NAMES.length)]!;
  const text = () => `${mine}text ${roll(6)}`;
  const some = <T>(make: () => T) => Array.from({ length: roll(4) }, make);
  const edge = () => ({ from: name(), to: name(), relationType: `kind ${roll(2)}` });
  // The first two are made more often: neighbours of one kind are carried out together.
  const calls: (() => Call)[] = [
    () => ["openNodes", some(name)],
    () => ["openNodes", some(name)],
    () => ["addObservations", some(() => ({ entityName: name(), contents: some(text) }))],
    () => ["addObservations", some(() => ({ entityName: name(), contents: some(text) }))],
    () => ["readGraph"],
    () => ["searchNodes", text()],
    () => [
      "createEntities",
      some(() => ({ name: name(), entityType: "Test", observations: some(text) })),
    ],
    () => ["createRelations", some(edge)],
    () => ["deleteEntities", some(name).slice(0, 1)],
    () => [
      "deleteObservations",
      some(() => ({ entityName: name(), observations: some(text) })),
    ],
    () => ["deleteRelations", some(edge)],
  ];
  return calls[roll(calls.length)]!();
}
