import { assertEquals } from "@std/assert";
import { KINDS } from "../../../src/tools/bench/soak/programs.ts";
import { Workbench } from "../../helpers/execute.ts";
import { entity } from "../../helpers/scratch.ts";

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
