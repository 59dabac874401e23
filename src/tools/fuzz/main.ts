/**
 * `deno task fuzz [--seconds N] [--seed S]`: does the engine read what the reader of programs accepts as
 * the reader did? Prints each kind of disagreement with its shortest example; exit code 1 where one could
 * carry code past the reader.
 */
import { parseArgs } from "@std/cli";
import { Eraser } from "../../prepare/types/eraser.ts";
import { NO_TYPES, reader } from "./check.ts";
import { fuzz, report } from "./fuzz.ts";

const flags = parseArgs(Deno.args, { string: ["seconds", "seed"] });
const seconds = Number(flags.seconds ?? 10);
const seed = Number(flags.seed ?? Date.now() % 2 ** 31);
if (flags._.length > 0 || !(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error("Usage: deno task fuzz [--seconds N] [--seed S]");
  Deno.exit(2);
}
console.log(`seed ${seed}`);
const plain = reader(NO_TYPES);
const tally = await fuzz({ seed, seconds }, [plain, plain, plain, reader(new Eraser())]);
console.log(report(tally));
if (tally.disagreements.some(({ type }) => type === "misread")) Deno.exit(1);
