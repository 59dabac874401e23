/** A process of this machine. */
export interface ProcessInfo {
  pid: number;
  parent: number;
  /** Of its program, e.g. `deno`. */
  name: string;
  /** Processor time used so far, in clock ticks (10 ms). */
  ticks: number;
}

/** Every process that is alive; Linux only. Read by `cat`: Deno itself wants all permissions for /proc. */
export function processes(): ProcessInfo[] {
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", "cat /proc/[0-9]*/stat 2>/dev/null"],
    stderr: "null",
  }).outputSync();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  return lines.flatMap((line) => {
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return []; // dead, and its parent knows or is about to
    if (/ \((sh|cat)\) /.test(line)) return []; // the look itself
    return {
      pid: parseInt(line),
      parent: Number(fields[1]),
      name: /\((.*)\)/.exec(line)?.[1] ?? "",
      ticks: Number(fields[11]) + Number(fields[12]),
    };
  });
}

/** The processes that `pid` started, and those that they did, but for what makes walls around them. */
export function descendants(pid: number): ProcessInfo[] {
  const all = processes();
  const found: ProcessInfo[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found.filter(({ name }) => name !== "bwrap");
}

/** The process inside of the wall that `pid` makes, where it makes one. */
export function inside(pid: number): number {
  return descendants(pid).at(-1)?.pid ?? pid;
}

/** Waits until `condition` holds. Throws after `ms` milliseconds. */
export async function until(condition: () => boolean, ms: number, what: string): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The processes that `parent` started whose command line matches. */
export function childrenNamed(parent: number, command: RegExp): number[] {
  const args = ["-ww", "-o", "pid=,args=", "--ppid", String(parent)];
  const { stdout } = new Deno.Command("ps", { args }).outputSync();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => command.test(line))
    .map((line) => parseInt(line));
}
