/** What tells our processes apart: their program, which is an argument of its own. */
const PROGRAM = /[/ ]([\w-]+\.ts)(?= |$)/;

/**
 * Memory of a process and of those that it started, with what several share counted in parts (PSS).
 *
 * @returns MB by program; undefined where there is no /proc
 */
export function proportionalSet(pid: number): Record<string, number> | undefined {
  if (Deno.build.os !== "linux") return undefined;
  // Read by a shell: Deno itself wants all permissions for /proc.
  const { stdout } = new Deno.Command("sh", { args: ["-c", SCRIPT, "sh", `${pid}`] }).outputSync();
  const sizes: Record<string, number> = {};
  for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
    const [size, ...command] = line.split(" ");
    const program = PROGRAM.exec(command.join(" ").replace(/^.*?--quiet/, ""));
    const name = program?.[1] ?? "?";
    sizes[name] = (sizes[name] ?? 0) + Number(size) / 1000;
  }
  return sizes;
}

/** Prints kB and command line of a process and its children. */
const SCRIPT = `
for pid in $1 $(ps -o pid= --ppid $1); do
  pss=$(awk '/^Pss:/ { print $2 }' /proc/$pid/smaps_rollup 2>/dev/null)
  [ -n "$pss" ] && echo "$pss $(tr '\\0' ' ' < /proc/$pid/cmdline)"
done`;
