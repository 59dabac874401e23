/** The process that checks types, where V8 has no flags for it. */
import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { fileURLToPath } from "node:url";
import { CHECK_MEMORY_BYTES } from "../../../src/config.ts";
import { readLibraries } from "../../../src/executor/type_check/libraries.ts";
import { Reader } from "../../../src/process/lines/reader.ts";
import { compiledBinary } from "../../helpers/binary.ts";

const EXAMPLE = fileURLToPath(
  new URL("../../../data/examples/process-records.ts", import.meta.url),
);
/** Longer than any machine takes: what is looked at here is no time. */
const ENOUGH_MS = 60_000;

const binary = await compiledBinary() ?? "";

/** The memory of a process, in bytes, what it shares included. */
function memoryOf(pid: number): number {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] })
    .outputSync();
  return Number(new TextDecoder().decode(stdout)) * 1024;
}

Deno.test({
  name: "the binary's process that checks types stays, and stays small, through 200 programs",
  ignore: !binary || Deno.build.os === "windows",
}, async () => {
  const started: Deno.ChildProcess[] = [];
  await using reader = new Reader({
    peer: "checker",
    called: "the checker",
    startMs: ENOUGH_MS,
    patienceMs: ENOUGH_MS,
    maxReplyBytes: 2 ** 20,
    first: async () => JSON.stringify(await readLibraries()),
    spawn: () => {
      const setup = { patienceMs: ENOUGH_MS, memoryBytes: CHECK_MEMORY_BYTES };
      started.push(
        new Deno.Command(binary, {
          args: ["--role=checker", JSON.stringify(setup)],
          clearEnv: true,
          stdin: "piped",
          stdout: "piped",
          stderr: "piped",
        }).spawn(),
      );
      return started.at(-1)!;
    },
  });
  const example = Deno.readTextFileSync(EXAMPLE);
  for (let i = 0; i < 200; i++) {
    const request = {
      text: `${example}// ${i}`,
      language: "ts",
      declarations: "declare const memory: any;",
    };
    const { signal } = new AbortController();
    const reply = await reader.read(
      () => JSON.stringify(request),
      (line) => JSON.parse(line),
      signal,
    );
    assertEquals(reply, { type: "checked", findings: [] });
  }
  assertEquals(started.length, 1, "it was replaced: it kept too much");
  const bytes = memoryOf(started[0]!.pid);
  assertGreater(bytes, 2 ** 26, "it is another process");
  assertLessOrEqual(bytes, 230 * 2 ** 20);
});
