/** What distinguishes our processes: the folder of their program, or its file where that is ours. */
const PROGRAM = /\/src\/([\w/]+)\/main\.ts(?= |$)|[/ ]([\w-]+\.ts)(?= |$)/;

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
    const name = program?.[1] ?? program?.[2] ?? "?";
    sizes[name] = (sizes[name] ?? 0) + Number(size) / 1000;
  }
  return sizes;
}

/** Prints kB and command line of a process and all that it and they have started: a wall has its process inside. */
const SCRIPT = `
all=$1
next=$1
while [ -n "$next" ]; do
  next=$(ps -o pid= --ppid "$(echo $next | tr ' ' ',')")
  all="$all $next"
done
for pid in $all; do
  pss=$(awk '/^Pss:/ { print $2 }' /proc/$pid/smaps_rollup 2>/dev/null)
  [ -n "$pss" ] && echo "$pss $(tr '\\0' ' ' < /proc/$pid/cmdline)"
done`;
