import { assertEquals, assertGreater } from "@std/assert";
import { ProgressNotes } from "../../src/mcp/progress_notes.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("a client is told that its program runs while it calls nothing, and what is waited for", async () => {
  const told: [number, string][] = [];
  const send = (progress: number, message: string) => {
    told.push([progress, message]);
    return Promise.resolve();
  };
  const last = () => told.at(-1)![1];
  {
    using notes = new ProgressNotes(send, 10);
    await pause(50);
    assertEquals(last(), "0 calls made, still running");
    notes.update({ calls: 3 });
    await pause(50);
    assertEquals(last(), "3 calls made, still running");
    await notes.whileAsking(pause(50));
    assertEquals(last(), "Waiting for the user's answer");
    await pause(50);
    assertEquals(last(), "3 calls made, still running");
  }
  assertGreater(told.length, 4);
  for (let i = 1; i < told.length; i++) assertGreater(told[i]![0], told[i - 1]![0]);
  const { length } = told;
  await pause(50);
  assertEquals(told.length, length, "it is over");
});
