import { assertEquals, assertRejects } from "@std/assert";
import { Issuer } from "../../auth/issuer.ts";

/** Says a part of its answer, and then nothing for as long as it is listened to. */
function hanging(): Response {
  return new Response(
    new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode("{")) }),
  );
}

Deno.test("an issuer that never ends its answer keeps no request waiting", async (t) => {
  await using issuer = Issuer.start();
  const resource = await issuer.resource();
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1_000);
  await t.step("metadata stop the start after five seconds at each place", async () => {
    issuer.answers.set("/.well-known/openid-configuration", hanging);
    await assertRejects(() => issuer.resource(), Error, "aborted due to timeout");
    assertEquals(seconds(), 5);
  });
  await t.step("keys leave the token unjudged", async () => {
    const { now } = Date;
    using _ = { [Symbol.dispose]: () => void (Date.now = now) };
    Date.now = () => now() + 600_000; // the keys are too old
    issuer.answers.set("/keys", hanging);
    assertEquals((await resource.authenticate(await issuer.bearer())).type, "unavailable");
    assertEquals(seconds(), 10);
  });
});
