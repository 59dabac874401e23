import { assertEquals, assertGreater } from "@std/assert";
import { FAMILIES } from "./attacks/mod.ts";
import { siege } from "./siege.ts";

/** One in so many of each family; `tests/long/wall/attacks_test.ts` sends them all. */
const ONE_IN = 16;

Deno.test("The wall holds: one server stands some attacks of every kind, one after another", async (t) => {
  await siege(
    t,
    FAMILIES.map(({ name, attacks }) => ({
      name,
      attacks: attacks.filter((_, index) => index % ONE_IN === 0),
    })),
  );
});

Deno.test("Each attack has a name of its own, and is there", () => {
  const names = FAMILIES.flatMap(({ name, attacks }) =>
    attacks.map((one) => `${name}: ${one.name}`)
  );
  assertEquals(names.length, new Set(names).size);
  assertGreater(names.length, 200);
});
