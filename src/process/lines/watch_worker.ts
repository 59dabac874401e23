import { type ReaderSetup, STARTED } from "./reader_setup.ts";

/** What the worker posts to the thread that watches it; after `left` it reads nothing more. */
export type WorkerWord = "ready" | "busy" | "idle" | "left";

const POLL_MS = 10;
/** What a text may leave behind: a process that has grown by more is replaced when it is idle. */
const LEFTOVER_BYTES = 64 * 2 ** 20;

/**
 * Starts the worker in which a process reads strangers' texts, with no permission, and ends the process where
 * no server does: when the server is gone, when a text takes too long, and when it uses too much memory, which
 * V8's own limit doesn't hold: WebAssembly is not in it.
 *
 * @param program of the worker
 */
export function watchWorker(program: URL): void {
  // Before anything of it is loaded.
  Deno.stdout.writeSync(new TextEncoder().encode(`${STARTED}\n`));
  const worker = new Worker(program, { type: "module", deno: { permissions: "none" } });
  const { patienceMs, memoryBytes } = JSON.parse(Deno.args.at(-1) ?? "{}") as ReaderSetup;
  let idleBytes = 0;
  let poll: ReturnType<typeof setInterval> | undefined;

  /** Only while it is busy: an idle process must not wake the machine up. */
  const watch = () => {
    const parent = Deno.ppid;
    const until = performance.now() + patienceMs;
    poll = setInterval(() => {
      if (Deno.memoryUsage().rss > idleBytes + memoryBytes) {
        console.error("A text used more memory than it may");
        Deno.exit(1);
      }
      if (Deno.ppid !== parent || performance.now() > until) Deno.exit(1);
    }, POLL_MS);
  };

  worker.onmessage = ({ data }: MessageEvent<WorkerWord>) => {
    clearInterval(poll);
    switch (data) {
      case "ready":
        idleBytes = Deno.memoryUsage().rss;
        return;
      case "busy":
        return watch();
      case "idle":
        if (Deno.memoryUsage().rss > idleBytes + LEFTOVER_BYTES) Deno.exit(0);
        return;
      case "left":
        Deno.exit(0);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    console.error(event.message);
    Deno.exit(1);
  };
}
