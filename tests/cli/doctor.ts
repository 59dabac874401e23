import { assertEquals } from "@std/assert";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { codeMode } from "../helpers/code_mode.ts";

/** Runs `code-mode doctor`. */
export async function doctor(...args: string[]): Promise<{ code: number; stdout: string }> {
  const { code, stdout, stderr } = await codeMode(["doctor", ...args], {
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** The exit code and the faults, as `--json` tells them. */
export async function faults(...args: string[]): Promise<{ code: number; faults: Finding[] }> {
  const { code, stdout } = await doctor("--json", ...args);
  const { healthy, findings } = JSON.parse(stdout) as { healthy: boolean; findings: Finding[] };
  assertEquals(healthy, code === 0);
  return { code, faults: findings.filter(({ state }) => state === "fault") };
}
