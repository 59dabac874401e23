import { assertEquals } from "@std/assert";
import { Ledger } from "../../../../src/tools/bench/soak/ledger.ts";
import { KINDS } from "../../../../src/tools/bench/soak/programs.ts";
import { verdicts } from "../../../../src/tools/bench/soak/verdict.ts";
import { Workbench } from "../../../helpers/execute.ts";
import { entity } from "../../../helpers/scratch.ts";

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

Deno.test("the soak's submissions end as they say", async () => {
  await using bench = new Workbench({}, [entity("one"), entity("Record_10", "x")]);
  const write =
    `await memory.addObservations([{ entityName: name, contents: ["" + Math.random()] }]);`;
  for (const [name, { code, ends, timeoutMs, cancelMs, writes = 0 }] of Object.entries(KINDS)) {
    const texts = writes > 100 ? `for (;;) { ${write} }` : write;
    const { status, error } = await bench.run(`const name = "one"; ${code(texts)}`, {
      timeoutMs,
      signal: cancelMs === undefined ? undefined : AbortSignal.timeout(cancelMs),
    });
    assertEquals(error?.kind ?? status, ends, `${name}: ${error?.message}`);
  }
});
