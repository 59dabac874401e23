import { LineReader } from "./line_reader.ts";
import { READY } from "./reader_setup.ts";
import type { WorkerWord } from "./watch_worker.ts";

declare const self: { postMessage(word: WorkerWord): void };

/** What a worker does with the lines that its process gets. */
export interface Answering {
  /** Takes the first line, before the process is ready, where the server sends one. */
  readonly begin?: (line: string) => void | Promise<void>;
  /** Done before the process is ready, so that the first text finds the code compiled. */
  readonly practise: () => void | Promise<void>;
  /** @returns the line that answers a text; throws nothing */
  readonly answer: (line: string) => string | Promise<string>;
  /** Done behind each answer, and before the process is idle. */
  readonly tidy?: () => void;
  /** Whether the process is of no use any more; the next text may be here already. */
  readonly isBroken?: () => boolean;
}

/**
 * Answers each line of stdin by one on stdout, from a worker without permissions. It reads and writes the
 * process's pipes itself, which saves two hops through the main thread.
 */
export function answerLines({ begin, practise, answer, tidy, isBroken }: Answering): void {
  // Once its module has been evaluated: from then on the worker does nothing but wait for lines.
  setTimeout(async () => {
    const lines = readLines();
    if (begin) {
      const first = lines.next();
      if (first.done) return self.postMessage("left");
      await begin(first.value);
    }
    await practise();
    self.postMessage("ready");
    write(READY);
    for (const line of lines) {
      self.postMessage("busy");
      write(await answer(line));
      if (isBroken?.()) break;
      tidy?.();
      self.postMessage("idle");
    }
    self.postMessage("left");
  });
}

/** The server waits for each answer: there is never more than one line at a time. */
function* readLines(): Generator<string> {
  const reader = new LineReader(Infinity);
  const chunk = new Uint8Array(64 * 1024);
  for (let n; (n = Deno.stdin.readSync(chunk)) !== null;) {
    const text = reader.push(chunk.subarray(0, n));
    if (text !== undefined) yield* text.split("\n");
  }
}

const encoder = new TextEncoder();

function write(line: string): void {
  const bytes = encoder.encode(line + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
