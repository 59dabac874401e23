/**
 * `deno task bench:check [--most N] [--seed S] [--json]`: makes mistakes in the good programs of
 * `tests/check/cases.json`, runs them without the check of types to see which do harm, and says how many
 * of these the check finds. Exit code 1 where it finds too few, or refuses a good program.
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { figuresOf, report } from "./figures.ts";
import { Judge } from "./judge.ts";
import { type Good, tryAll } from "./trials.ts";
import { World } from "./world.ts";

const ROOT = new URL("../../../../", import.meta.url);
const CASES = fileURLToPath(new URL("tests/check/cases.json", ROOT));
const MEMORY = fileURLToPath(new URL("data/code-mode-memory.jsonl", ROOT));
const TIMEOUT_MS = 5_000;

const flags = parseArgs(Deno.args, { string: ["most", "seed"], boolean: ["json"] });
const most = Number(flags.most ?? 7);
const seed = Number(flags.seed ?? 1);
if (flags._.length > 0 || !(Number.isInteger(most) && most > 0) || !Number.isSafeInteger(seed)) {
  console.error("Usage: deno task bench:check [--most N] [--seed S] [--json]");
  Deno.exit(2);
}

const cases = JSON.parse(await Deno.readTextFile(CASES)) as (Good & { isGood?: boolean })[];
const goods = cases.filter(({ isGood }) => isGood).map(({ name, code }) => ({ name, code }));
const memory = await Deno.readTextFile(MEMORY);
await using one = new World(memory, TIMEOUT_MS);
await using two = new World(memory, TIMEOUT_MS);
const judge = await Judge.start();
console.error(`Running ${goods.length} good programs, and each with up to ${most} mistakes`);
const trials = await tryAll(goods, { seed, most, worlds: [one, two], judge });
const figures = figuresOf(trials);
console.log(flags.json ? JSON.stringify({ seed, most, ...figures, trials }) : report(figures));
Deno.exitCode = figures.holds && figures.good.refused === 0 ? 0 : 1;
