import { assertEquals, assertLess } from "@std/assert";
import { Workbench } from "../../helpers/execute.ts";
import { entity } from "../../helpers/scratch.ts";

/** Calls and some computing: what a program that means well does. */
const INNOCENT = `
  let sum = 0;
  for (let i = 0; i < 40; i++) {
    sum += (await memory.openNodes(["innocent"])).entities.length;
    if (i % 4 === 0) await memory.addObservations([{ entityName: "innocent", contents: ["x" + i] }]);
    for (let j = 0; j < 1e5; j++) Math.sqrt(j);
  }
  return sum`;

/** What uses up whatever it can get hold of beside it. */
const HOSTILE: Record<string, string> = {
  "a loop": `for (;;);`,
  "logs": `for (;;) console.log("x".repeat(1000));`,
  "memory": `const all = []; for (;;) all.push(new Uint8Array(1 << 16).fill(1));`,
  "reads": `for (;;) await Promise.all(Array.from({ length: 64 }, () => memory.readGraph()));`,
  "searches":
    `for (;;) await Promise.all(Array.from({ length: 64 }, (_, i) => memory.searchNodes("" + i)));`,
  "writes": `for (let i = 0; ; i += 64) await Promise.all(Array.from({ length: 64 }, (_, j) => j % 2
    ? memory.createEntities([{ name: "h" + (i + j), entityType: "x", observations: [] }])
    : memory.deleteEntities(["h" + (i + j - 63)])));`,
};

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
for (const [what, code] of Object.entries(HOSTILE)) {
  Deno.test(`A submission that uses up ${what} delays the one beside it by its share at most`, async () => {
    await using bench = new Workbench({ concurrent: 2, timeoutMs: 30_000 }, [entity("innocent")]);
    const timed = async () => {
      const startedAt = performance.now();
      assertEquals((await bench.run(INNOCENT)).result, 40);
      return performance.now() - startedAt;
    };
    await timed();
    const alone = median([await timed(), await timed(), await timed()]);
    const controller = new AbortController();
    const hostile = bench.run(code, { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const beside = await timed();
    controller.abort();
    await hostile;
    // Half of the machine and of the memory server is twice the time; the rest is for machines that do
    // something else, too. Without turns at the memory server, writes alone made it fifty times.
    assertLess(beside, alone * 4 + 1_500);
  });
}
