import { columns } from "../columns.ts";
import { Samples } from "../samples.ts";
import { type Kind, KINDS } from "./changes/change.ts";
import type { JudgedMutant, Trial } from "./trials.ts";

/** What the check has to find of what does harm. */
const WANTED = 0.85;

/** How many mutants of a kind there are, and what became of them. */
export interface Count {
  readonly kind: Kind | "all";
  readonly mutants: number;
  readonly harmful: number;
  /** Of those that do harm. */
  readonly found: number;
  /** Of those that do harm. */
  readonly unchecked: number;
  /** Found, though they do no harm. */
  readonly harmlessFound: number;
  /** Refused before they run, whatever their types: they count nowhere else. */
  readonly refused: number;
}

export interface Figures {
  readonly kinds: readonly Count[];
  /** Of the mutants that do harm, those that end without an error: only the check can say so. */
  readonly silent: { readonly harmful: number; readonly found: number };
  /** The good programs: a number of each. */
  readonly good: {
    readonly all: number;
    readonly refused: number;
    /** Of those that call anything. */
    readonly unchecked: number;
    /** In which no mistakes were made, by the reason. */
    readonly leftOut: Readonly<Record<string, number>>;
  };
  /** The time of a check, in milliseconds. */
  readonly ms: { readonly median: number; readonly p95: number };
  readonly holds: boolean;
}

export function figuresOf(trials: readonly Trial[]): Figures {
  const mutants = trials.flatMap((trial) => trial.mutants);
  const refused = trials.flatMap((trial) => trial.refused);
  const all = count("all", mutants, refused.length);
  const kinds = KINDS.map((kind) =>
    count(
      kind,
      mutants.filter((one) => one.kind === kind),
      refused.filter((one) => one.kind === kind).length,
    )
  );
  const silent = count("all", mutants.filter(({ harm }) => harm !== "error"), 0);
  const good = trials.map(({ judgement }) => judgement);
  const leftOut = Map.groupBy(
    trials.flatMap((trial) => trial.leftOut ?? []),
    (reason) => reason,
  );
  const judgements = [...good, ...mutants.map(({ judgement }) => judgement)];
  const times = new Samples(judgements.map(({ ms }) => ms).filter((ms) => ms > 0));
  return {
    kinds: [...kinds, all],
    silent: { harmful: silent.harmful, found: silent.found },
    good: {
      all: trials.length,
      refused: good.filter(({ state }) => state === "found").length,
      unchecked:
        trials.filter(({ judgement, leftOut }) =>
          judgement.state === "unchecked" && leftOut === undefined
        ).length,
      leftOut: Object.fromEntries([...leftOut].map(([reason, { length }]) => [reason, length])),
    },
    ms: { median: times.median, p95: times.p95 },
    holds: all.found >= all.harmful * WANTED,
  };
}

function count(kind: Kind | "all", mutants: readonly JudgedMutant[], refused: number): Count {
  const harmful = mutants.filter(({ harm }) => harm !== undefined);
  const inState = (state: string, list: readonly JudgedMutant[]) =>
    list.filter(({ judgement }) => judgement.state === state).length;
  const found = inState("found", harmful);
  return {
    kind,
    mutants: mutants.length,
    harmful: harmful.length,
    found,
    unchecked: inState("unchecked", harmful),
    harmlessFound: inState("found", mutants) - found,
    refused,
  };
}

const HEAD = ["mistake", "mutants", "do harm", "found", "", "unchecked", "", "no harm, found"];

/** Writes the figures for people. */
export function report({ kinds, silent, good, ms, holds }: Figures): string {
  const rows = kinds.map(({ kind, mutants, harmful, found, unchecked, harmlessFound }) => [
    kind,
    ...[mutants, harmful, found].map(String),
    share(found, harmful),
    `${unchecked}`,
    share(unchecked, harmful),
    `${harmlessFound}`,
  ]);
  const refused = kinds.at(-1)!.refused;
  return [
    columns([HEAD, ...rows]),
    "",
    `Of what does harm, at least ${WANTED * 100} % are found: ${holds ? "yes" : "NO"}`,
    `Of ${silent.harmful} that do it without an error, ${silent.found} are found ` +
    `(${share(silent.found, silent.harmful)})`,
    `${refused} more mutants are refused before they run, whatever their types`,
    `${good.all} good programs: ${good.refused} refused (${share(good.refused, good.all)}), ` +
    `${good.unchecked} unchecked (${share(good.unchecked, good.all)})`,
    ...Object.entries(good.leftOut).map(([reason, count]) => `${count} without mutants: ${reason}`),
    `A check takes ${ms.median.toFixed(1)} ms at the median, ${
      ms.p95.toFixed(1)
    } ms at most in 95 %`,
  ].join("\n");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "" : `${(part / whole * 100).toFixed(1)} %`;
}
