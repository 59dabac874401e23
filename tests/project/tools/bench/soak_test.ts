import { assertEquals } from "@std/assert";
import { Ledger } from "../../../../src/tools/bench/soak/ledger.ts";
import { verdicts } from "../../../../src/tools/bench/soak/verdict.ts";

Deno.test("Ledger counts what is lost and what nobody has written", () => {
  const ledger = new Ledger("one");
  const [a, b, c, d] = ledger.take(4) as [string, string, string, string];
  ledger.acknowledge([a, b]);
  ledger.allow([c]);
  assertEquals(ledger.compare([a, b]), { lost: 0, strange: 0 });
  assertEquals(ledger.compare([a, b, c]), { lost: 0, strange: 0 });
  assertEquals(ledger.compare([b, c, d]), { lost: 1, strange: 1 });
  ledger.forget(ledger.all);
  assertEquals(ledger.compare([a]), { lost: 0, strange: 1 });
});

Deno.test("the soak's verdict tells what has grown", () => {
  const before = { memory: { "main.ts": 150 }, files: 76, processes: 6, latency: 10 };
  const grown = (after: Partial<typeof before>) =>
    verdicts(before, { ...before, ...after }).filter(({ holds }) => !holds).map(({ what }) => what);
  assertEquals(grown({}), []);
  assertEquals(grown({ memory: { "main.ts": 170 } }), []);
  assertEquals(grown({ memory: { "main.ts": 220 } }), ["memory of the servers, MB"]);
  assertEquals(grown({ files: 77, processes: 7 }), ["open files", "processes"]);
  assertEquals(grown({ latency: 30 }), ["latency, ms"]);
});
