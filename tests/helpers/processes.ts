/** A process of this machine, as /proc shows it. */
export interface ProcessInfo {
  pid: number;
  parent: number;
  command: string;
  /** Processor time used so far, in clock ticks (10 ms). */
  ticks: number;
}

/** Every process that is alive; Linux only. */
export function processes(): ProcessInfo[] {
  const all: ProcessInfo[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " ");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z") continue; // dead, and its parent knows or is about to
      all.push({
        pid: Number(name),
        parent: Number(fields[1]),
        command,
        ticks: Number(fields[11]) + Number(fields[12]),
      });
    } catch {
      // It ended while we looked.
    }
  }
  return all;
}

/** The processes that `pid` started, and those that they did. */
export function descendants(pid: number): ProcessInfo[] {
  const all = processes();
  const found: ProcessInfo[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Waits until `condition` holds. Throws after `ms` milliseconds. */
export async function until(condition: () => boolean, ms: number, what: string): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
