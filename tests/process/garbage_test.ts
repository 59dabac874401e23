import { assert, assertEquals } from "@std/assert";
import { countMessage } from "../../src/process/lines/garbage.ts";

/** Whether garbage is collected within a moment. */
async function isCollected(): Promise<boolean> {
  const garbage = new WeakRef({});
  for (let i = 0; i < 50 && garbage.deref(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return garbage.deref() === undefined;
}

Deno.test("garbage is collected after sixteen megabytes of long messages, and not for short ones", async () => {
  const [long, short] = ["x".repeat(2 ** 20), "x".repeat(20_000)];
  for (let i = 0; i < 15; i++) countMessage(long);
  for (let i = 0; i < 2_000; i++) countMessage(short);
  assertEquals(await isCollected(), false);
  countMessage(long);
  assert(await isCollected());
});
