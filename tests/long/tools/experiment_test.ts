import { assertEquals, assertGreater, assertLess } from "@std/assert";
import type { Trial } from "../../../src/tools/experiment/trial.ts";

const MAIN = new URL("../../../src/tools/experiment/main.ts", import.meta.url).pathname;
const FLAGS = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-run"];

Deno.test("the experiment does the task by every arm, and the graph is right", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...FLAGS, MAIN, "--records", "2,51", "--repeats", "1", "--json"],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { modelLatencyMs, trials } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modelLatencyMs: number;
    trials: Trial[];
  };
  assertEquals(modelLatencyMs, 4300);
  assertEquals(trials.map(({ arm, records, mcpCalls, right }) => [records, arm, mcpCalls, right]), [
    [0, "direct", 1, 1],
    [0, "program", 1, 1],
    [2, "direct", 4, 1],
    [2, "loop", 1, 1],
    [2, "all at once", 1, 1],
    [2, "two calls", 1, 1],
    [51, "direct", 102, 1],
    [51, "loop", 1, 1],
    [51, "all at once", 1, 1],
    [51, "two calls", 1, 1],
  ]);
  for (const { context: { tools, calls, results } } of trials) {
    for (const { characters, tokens } of [tools, calls, results]) {
      assertGreater(tokens, 0, `${tokens} tokens of ${characters} characters`);
      assertLess(tokens, characters, `${tokens} tokens of ${characters} characters`);
    }
  }
});
