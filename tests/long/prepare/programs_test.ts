import { assertEquals, assertGreater } from "@std/assert";
import { dice } from "../../../src/tools/fuzz/dice.ts";
import { shrink } from "../../../src/tools/fuzz/shrink.ts";
import { difference } from "../../helpers/random/compare_program.ts";
import {
  type GoodProgram,
  goodProgram,
  plainBody,
  submittedText,
} from "../../helpers/random/good_program.ts";

/** Other programs each time: `CODE_MODE_SEED=…` with what was printed brings the same ones again. */
const SEED = Number(Deno.env.get("CODE_MODE_SEED") || Date.now() % 2 ** 31);
const SECONDS = 10;
const MOST_SHOWN = 5;

/** Drops the statements that a difference doesn't need. */
async function shrunk(program: GoodProgram): Promise<string> {
  const [prelude, ...statements] = program.statements as [string, ...string[]];
  const kind = (difference?: string) => difference?.split(/[ :]/)[0];
  const kindBefore = kind(await difference(program));
  const needed = await shrink(
    statements,
    async (text) =>
      kind(await difference({ ...program, statements: [prelude, text] })) === kindBefore,
  );
  const small = { ...program, statements: [prelude, ...needed] };
  return `${await difference(small)}\n${submittedText(small)}\n--- by itself\n${plainBody(small)}`;
}

Deno.test("good programs of all kinds come to what they come to by themselves", async () => {
  console.log(`CODE_MODE_SEED=${SEED}`);
  const until = performance.now() + SECONDS * 1_000;
  const different: string[] = [];
  let count = 0;
  for (; performance.now() < until && different.length < MOST_SHOWN; count++) {
    const program = goodProgram(dice(SEED + count));
    if (await difference(program) === undefined) continue;
    different.push(`seed ${SEED + count}: ${await shrunk(program)}`);
  }
  assertEquals(different, [], different.join("\n\n"));
  assertGreater(count, 100);
});
