import { proportionalSet } from "../proportional_set.ts";
import { rest, Samples } from "../samples.ts";
import type { McpServerProcess } from "../servers.ts";

/** What all servers together take while no client asks anything of them. */
export interface Gauge {
  /** MB of memory by program: of the servers, and of the processes that they started. */
  readonly memory: Readonly<Record<string, number>>;
  /** Open files and pipes of the servers. */
  readonly files: number;
  /** Processes that the servers started. */
  readonly processes: number;
  /** Milliseconds from a small submission to its answer, the least: a busy machine disturbs others. */
  readonly latency: number;
}

const PROBES = 30;
/** What was started ahead is there by then, and what was killed is gone. */
const SETTLE_MS = 3_000;

/** @throws {Error} where there is no /proc */
export async function gauge(servers: readonly McpServerProcess[]): Promise<Gauge> {
  await rest(SETTLE_MS);
  const times: number[] = [];
  for (let index = 0; index < PROBES; index++) {
    const server = servers[index % servers.length]!;
    const startedAt = performance.now();
    await server.execute("return (await memory.openNodes(['Record_1'])).entities.length");
    times.push(performance.now() - startedAt);
    await rest(100); // the next process is started meanwhile
  }
  await rest(SETTLE_MS);
  const each = servers.map(({ pid }) => [proportionalSet(pid), count(pid)] as const);
  return {
    memory: add(each.map(([sizes]) => sizes)),
    files: each.reduce((sum, [, { files }]) => sum + files, 0),
    processes: each.reduce((sum, [, { processes }]) => sum + processes, 0),
    latency: new Samples(times).least,
  };
}

function add(each: readonly (Record<string, number> | undefined)[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const sizes of each) {
    if (!sizes) throw new Error("Cannot measure: this system has no /proc");
    for (const [name, size] of Object.entries(sizes)) sums[name] = (sums[name] ?? 0) + size;
  }
  return sums;
}

/** By a shell: Deno itself wants all permissions for /proc. */
function count(pid: number): { files: number; processes: number } {
  const script = "ls /proc/$1/fd | wc -l; ps -o pid= --ppid $1 | wc -l";
  const { stdout } = new Deno.Command("sh", { args: ["-c", script, "sh", `${pid}`] }).outputSync();
  const [files = NaN, processes = NaN] = new TextDecoder().decode(stdout).split("\n").map(Number);
  return { files, processes };
}
