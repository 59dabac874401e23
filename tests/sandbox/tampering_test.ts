import { assertEquals } from "@std/assert";
import { makeValues, useAll } from "./tampering_worker.ts";

Deno.test("Results and logs are the same when every built-in has been tampered with", async () => {
  const url = new URL("./tampering_worker.ts", import.meta.url);
  const worker = new Worker(url, {
    type: "module",
    name: "tampering",
    deno: { permissions: "none" },
  });
  try {
    const told = await new Promise<string>((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
    });
    assertEquals(told, useAll(makeValues()));
  } finally {
    worker.terminate();
  }
});
