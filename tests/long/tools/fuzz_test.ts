import { assertEquals, assertGreater } from "@std/assert";
import { NO_TYPES, reader } from "../../../src/tools/fuzz/check.ts";
import { fuzz, report } from "../../../src/tools/fuzz/fuzz.ts";
import { SEED, unhardened } from "../../project/tools/fuzz/unhardened.ts";
import { Eraser } from "../../../src/prepare/types/eraser.ts";

Deno.test("the engine reads no text otherwise than the reader where it matters", async () => {
  console.log(`CODE_MODE_SEED=${SEED}`);
  const plain = reader(NO_TYPES);
  const reads = [plain, plain, plain, reader(new Eraser())];
  const tally = await fuzz({ seed: SEED, seconds: 3, most: 5 }, reads);
  const misread = tally.disagreements.filter(({ type }) => type === "misread");
  assertEquals(misread, [], `seed ${SEED}\n${report(tally)}`);
  assertGreater(tally.taken, 10, report(tally));
});

Deno.test("the fuzzer finds what the reader would let through without hardening", async () => {
  const { disagreements } = await fuzz({ seed: 1, seconds: 20, most: 150 }, [unhardened]);
  const found = disagreements.filter(({ type }) => type === "misread").map(({ why }) => why);
  assertEquals(found.sort(), [
    "Invalid or unexpected token",
    "a name is no code",
    "a word is left",
  ]);
});
