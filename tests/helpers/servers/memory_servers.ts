/** The memory servers at work in a directory, as `ps` shows them with their environment: their ids. */
export async function memoryServers(directory: string): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["axeww", "-o", "pid=,args="] }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) =>
      // What makes the wall around one has its whole command line too.
      !/\bbwrap --/.test(line) &&
      /servers\/memory\/main\.(ts|js)|--role=server-memory/.test(line) &&
      line.includes(`MEMORY_FILE_PATH=${directory}/`)
    )
    .map((line) => Number.parseInt(line));
}

/** Waits until there is none. @throws after `ms` milliseconds. */
export async function noMemoryServers(directory: string, ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (;;) {
    const left = await memoryServers(directory);
    if (left.length === 0) return;
    if (performance.now() > until) throw new Error(`Processes are left over: ${left.join(", ")}`);
    await delay(20);
  }
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
