import { assertEquals, assertLessOrEqual } from "@std/assert";
import { LogThrottle } from "../../../src/sandbox/console/log_throttle.ts";

/** A throttle with a clock to turn, and what it has sent: `[texts, dropped, characters of those]`. */
function setUp(budget: { head: number; tail: number }) {
  const sent: [string[], number, number][] = [];
  const clock = { ms: 1_000 };
  const throttle = new LogThrottle(
    (entries, dropped, characters) =>
      sent.push([Array.from(entries, ({ text }) => text), dropped, characters]),
    budget,
    () => clock.ms,
  );
  return { sent, clock, throttle, log: (text: string) => throttle.push({ level: "log", text }) };
}

Deno.test("LogThrottle sends what fits into the head at once", () => {
  const { sent, log } = setUp({ head: 100, tail: 50 });
  log("a".repeat(30));
  log("b".repeat(30));
  assertEquals(sent, [[["a".repeat(30)], 0, 0], [["b".repeat(30)], 0, 0]]);
});

Deno.test("LogThrottle keeps the newest of a flood and counts what it left out", () => {
  const { sent, log, throttle } = setUp({ head: 20, tail: 60 });
  log("1");
  for (let i = 2; i <= 100; i++) log(`${i}`);
  assertEquals(sent, [[["1"], 0, 0]]);
  throttle.flush();
  // An entry costs 16 characters more than its text.
  assertEquals(sent[1], [["98", "99", "100"], 96, 8 + 88 * 2]);
  throttle.flush();
  assertEquals(sent.length, 2);
});

Deno.test("LogThrottle keeps the newest entry even when it is larger than the tail", () => {
  const { sent, log, throttle } = setUp({ head: 20, tail: 60 });
  log("x".repeat(70));
  log("y".repeat(500));
  throttle.flush();
  assertEquals(sent, [[["y".repeat(500)], 1, 70]]);
});

Deno.test("LogThrottle lets a flood pass at its pace, and calm code at once", () => {
  const { sent, clock, log } = setUp({ head: 20, tail: 60 });
  log("head");
  log("kept");
  assertEquals(sent, [[["head"], 0, 0]]);
  clock.ms += 49;
  log("also kept");
  assertEquals(sent.length, 1);
  clock.ms += 1;
  log("kept, since the allowance is used up");
  assertEquals(sent[1], [["kept", "also kept"], 0, 0]);
  clock.ms += 50;
  log("calm");
  clock.ms += 50;
  log("calm again");
  assertEquals(sent.slice(2).map(([texts]) => texts), [
    ["kept, since the allowance is used up"],
    ["calm"],
    ["calm again"],
  ]);
});

Deno.test("LogThrottle sends what it kept when the code writes no more", async () => {
  const { sent, log } = setUp({ head: 0, tail: 60 });
  log("last words");
  assertEquals(sent, []);
  await new Promise((resolve) => setTimeout(resolve, 80));
  assertEquals(sent, [[["last words"], 0, 0]]);
});

Deno.test("LogThrottle bounds what ten seconds of a flood send, whatever the entries' size", () => {
  for (const size of [0, 1_000, 48_000]) {
    const { sent, clock, log, throttle } = setUp({ head: 48_000, tail: 16_000 });
    const text = "x".repeat(size);
    for (let i = 0; i < 100_000; i++) {
      clock.ms += 0.1;
      log(text);
    }
    let characters = 0;
    for (const [texts] of sent) characters += texts.length * (size + 16);
    const cost = size + 16;
    assertLessOrEqual(characters, 48_000 + 200 * (Math.max(16_000, cost) + cost), `${characters}`);
    throttle.flush();
    const told = sent.reduce((sum, [texts, dropped]) => sum + texts.length + dropped, 0);
    assertEquals(told, 100_000);
  }
});
