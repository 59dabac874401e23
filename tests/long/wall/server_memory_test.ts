import { assertEquals, assertLess } from "@std/assert";
import { entity, Scratch } from "../../helpers/scratch.ts";
import { ServerProcess } from "../../helpers/servers/server_process.ts";
import { until } from "../../helpers/processes.ts";

/** The most memory that a process has had, in MB; Linux only. Read by `cat`: Deno wants all permissions for it. */
function peak(pid: number): number {
  const { stdout } = new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).outputSync();
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(new TextDecoder().decode(stdout))!;
  return Number(kilobytes) / 1_000;
}

/** 8 MB in all. */
const LARGE = Array.from({ length: 100 }, (_, index) => entity(`e${index}`, "x".repeat(80_000)));

const ALL = `Array.from({ length: 100 }, (_, i) => "e" + i)`;

/** Attacks that every program may make within its limits, on which memory, and how often each call is made. */
const ATTACKS: Record<string, [lines: unknown[], setup: string, call: string]> = {
  "arguments of 1 MiB": [
    [entity("a")],
    `const text = "x".repeat(1_040_000)`,
    `memory.searchNodes(text)`,
  ],
  "arguments of 1 MiB that take three bytes a character": [
    [entity("a")],
    `const text = "\\u4e2d".repeat(1_040_000)`,
    `memory.searchNodes(text)`,
  ],
  "arguments of 250 000 parts": [
    [entity("a")],
    `const names = Array.from({ length: 250_000 }, () => "a")`,
    `memory.openNodes(names)`,
  ],
  "writes of 1 MiB that wait": [
    [entity("a")],
    `const text = "x".repeat(1_000_000)`,
    `memory.addObservations([{ entityName: "nobody", contents: [text] }])`,
  ],
  "the largest answers, one each": [LARGE, "", `memory.readGraph()`],
  "the largest answers, all of one": [LARGE, `const names = ${ALL}`, `memory.openNodes(names)`],
};

for (const [what, [lines, setup, call]] of Object.entries(ATTACKS)) {
  Deno.test(`two programs with 64 open calls each leave the server small: ${what}`, async () => {
    using scratch = new Scratch(lines);
    await using server = await ServerProcess.start(["--memory-file", scratch.file]);
    let ended = 0;
    const program = `${setup};
      for (;;) await Promise.allSettled(Array.from({ length: 64 }, () => ${call}));`;
    const running = [0, 1].map(async () => {
      const { structuredContent } = await server.execute(program, { timeout_ms: 4_000 });
      ended++;
      return structuredContent;
    });
    await until(() => ended === 2, 30_000, "both have ended");
    for (const { error, calls } of await Promise.all(running)) {
      assertEquals(error.kind, "timeout", JSON.stringify(error));
      assertLess(1, calls.total);
    }
    const megabytes = peak(server.child.pid);
    assertLess(megabytes, 400);
  });
}
