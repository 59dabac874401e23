import { dice } from "../../fuzz/dice.ts";
import type { Kind } from "./changes/change.ts";
import type { Judge, Judgement } from "./judge.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { type Harm, harmOf, type Trace, type World } from "./world.ts";

/** A program that is right. */
export interface Good {
  readonly name: string;
  readonly code: string;
}

/** What became of a good program, before and after mistakes were made in it. */
export interface Trial {
  readonly name: string;
  readonly code: string;
  readonly judgement: Judgement;
  /** Why no mistakes were made in it. */
  readonly leftOut?: string;
  /** Without those that the product refuses before they run, whatever their types. */
  readonly mutants: readonly JudgedMutant[];
  readonly refused: readonly Mutant[];
}

export interface JudgedMutant {
  readonly kind: Kind;
  readonly code: string;
  readonly harm?: Harm;
  /** What it failed with. */
  readonly error?: string;
  readonly judgement: Judgement;
}

interface Ran {
  readonly good: Good;
  readonly leftOut?: string;
  readonly mutants: readonly { mutant: Mutant; trace: Trace; original: Trace }[];
}

export interface TrialOptions {
  readonly seed: number;
  /** The most mutants of a program. */
  readonly most: number;
  /** Each runs one program at a time. */
  readonly worlds: readonly World[];
  readonly judge: Judge;
}

/** Makes mistakes in good programs, runs all of them, and then has them checked. */
export async function tryAll(goods: readonly Good[], options: TrialOptions): Promise<Trial[]> {
  const { seed, most, worlds, judge } = options;
  const ran: Ran[] = [];
  const left = goods.entries();
  await Promise.all(worlds.map(async (world) => {
    for (const [at, good] of left) ran[at] = await runAll(good, seed + at, most, world);
  }));
  const trials: Trial[] = [];
  // Not beside the runs, which would be measured with it.
  for (const one of ran) trials.push(await judged(one, judge));
  return trials;
}

async function runAll(good: Good, seed: number, most: number, world: World): Promise<Ran> {
  const original = await world.run(good.code);
  if (original.error !== undefined) return { good, leftOut: "it fails", mutants: [] };
  // It is never checked, since there is no write to stop.
  if (original.calls === 0) return { good, leftOut: "it calls nothing", mutants: [] };
  if (harmOf(await world.run(good.code), original)) {
    return { good, leftOut: "it ends otherwise each time", mutants: [] };
  }
  const mutants = [];
  for (const mutant of mutantsOf(good.code, dice(seed), most)) {
    mutants.push({ mutant, trace: await world.run(mutant.code), original });
  }
  return { good, mutants };
}

async function judged({ good, leftOut, mutants }: Ran, judge: Judge): Promise<Trial> {
  const ofMutants: JudgedMutant[] = [];
  for (const { mutant, trace, original } of mutants) {
    if (trace.refused) continue;
    const harm = harmOf(trace, original);
    ofMutants.push({
      ...mutant,
      ...(harm ? { harm } : {}),
      ...(trace.error === undefined ? {} : { error: trace.error }),
      judgement: await judge.judge(mutant.code),
    });
  }
  return {
    ...good,
    judgement: await judge.judge(good.code),
    ...(leftOut === undefined ? {} : { leftOut }),
    mutants: ofMutants,
    refused: mutants.filter(({ trace }) => trace.refused).map(({ mutant }) => mutant),
  };
}
