import { memory } from "../../servers/memory/namespace.ts";
import { DEFAULT_LIMITS } from "../../config.ts";
import { Host } from "../../host/host.ts";
import type { Outcome } from "../../outcome/outcome.ts";
import type { Finding } from "./finding.ts";
import { type Probe, PROBES } from "./probes.ts";

const LIMITS = { ...DEFAULT_LIMITS, memoryMb: 64 };
const TIMEOUT_MS = 20_000;

const WORKING_PROGRAM = `
  await memory.createEntities([{ name: "doctor", entityType: "Test", observations: ["written"] }]);
  return (await memory.openNodes(["doctor"])).entities[0].observations[0];`;

/**
 * Runs submissions by the real path: one that must work, and those that must not get through.
 *
 * @param file a memory file to write to
 * @param command another memory server's command line instead of the pinned one
 */
export async function wall(
  file: string,
  command: readonly string[] | undefined,
  probes: readonly Probe[] = PROBES,
): Promise<Finding[]> {
  const place = { memoryFile: file, ...(command ? { command } : {}) };
  await using host = new Host({ namespaces: [memory], limits: LIMITS, memory: place });
  const startedAt = performance.now();
  const { outcome } = await host.execute(WORKING_PROGRAM);
  const program = judgeProgram(outcome, performance.now() - startedAt);
  // Where nothing runs, nothing gets through either: that would be no news of the wall.
  if (program.state !== "ok") return [program];
  const findings = probes.map(async (probe) => {
    const { timeoutMs = TIMEOUT_MS } = probe;
    const { outcome } = await host.execute(probe.code, { timeoutMs });
    return judgeProbe(probe, outcome);
  });
  return [program, ...await Promise.all(findings)];
}

function judgeProgram({ result, error }: Outcome, ms: number): Finding {
  const about = "program";
  if (result === "written") {
    const says = `one ran, wrote to a scratch file and read it back in ${Math.round(ms)} ms`;
    return { about, state: "ok", says };
  }
  const says = `one that should work failed: ${error?.message ?? "it read back something else"}`;
  return { about, state: "fault", says, advice: error?.hint ?? "run the tests: deno task test" };
}

function judgeProbe({ about, fails: [kind, words] }: Probe, { error, result }: Outcome): Finding {
  if (error?.kind === kind && words.test(error.message)) {
    return { about: `wall: ${about}`, state: "ok", says: "cannot be done" };
  }
  const became = error
    ? `${error.kind}: ${error.message}`
    : `it returned ${JSON.stringify(result)}`;
  return {
    about: `wall: ${about}`,
    state: "fault",
    says: `did not fail as it must (${became})`,
    advice: "go back to the release of Deno that you had, and report this",
  };
}
