import { FAMILIES } from "../../whole/wall/attacks/mod.ts";
import { siege } from "../../whole/wall/siege.ts";

Deno.test("The wall holds: one server stands all attacks, one after another", async (t) => {
  await siege(t, FAMILIES);
});
