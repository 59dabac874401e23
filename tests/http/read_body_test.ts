import { assertEquals } from "@std/assert";
import { BODY_BYTES } from "../../src/http/limits.ts";
import { readBody } from "../../src/http/read_body.ts";

function post(...parts: Uint8Array<ArrayBuffer>[]): Request {
  return new Request("http://localhost/", { method: "POST", body: ReadableStream.from(parts) });
}

const encoder = new TextEncoder();

Deno.test("readBody puts the parts together, also where they cut a character", async () => {
  const bytes = encoder.encode('{"a":"ä€𝄞"}');
  const parts = Array.from(bytes, (byte) => new Uint8Array([byte]));
  assertEquals(await readBody(post(...parts)), { text: '{"a":"ä€𝄞"}' });
  assertEquals(await readBody(new Request("http://localhost/", { method: "POST" })), { text: "" });
});

Deno.test("readBody refuses what is too long, told before or not", async () => {
  const part = new Uint8Array(BODY_BYTES / 2);
  assertEquals("text" in await readBody(post(part, part)), true);
  assertEquals(await readBody(post(part, part, new Uint8Array(1))), { unread: "too long" });
  const told = new Request("http://localhost/", {
    method: "POST",
    body: "x",
    headers: { "content-length": String(BODY_BYTES + 1) },
  });
  assertEquals(await readBody(told), { unread: "too long" });
});

Deno.test("readBody gives up a body that does not come", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(encoder.encode("{")),
    cancel: () => void (cancelled = true),
  });
  const request = new Request("http://localhost/", { method: "POST", body: endless });
  assertEquals(await readBody(request, 20), { unread: "too slow" });
  assertEquals(cancelled, true);
});

Deno.test("readBody refuses what is no UTF-8, and what breaks off", async () => {
  assertEquals(await readBody(post(new Uint8Array([0xc3]))), { unread: "broken" });
  assertEquals(await readBody(post(new Uint8Array([0xff, 0x41]))), { unread: "broken" });
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.error(new Error("gone")),
  });
  const request = new Request("http://localhost/", { method: "POST", body: broken });
  assertEquals(await readBody(request), { unread: "broken" });
});
