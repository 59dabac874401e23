/**
 * Reads programs, in a thread without permissions: one line is a request, the next that goes out its
 * answer. It reads and writes the process's pipes itself, which saves two hops through the main thread.
 */
import { LineReader } from "../process/lines/line_reader.ts";
import { PREPARER_READY, type PrepareReply, type PrepareRequest } from "../rpc/prepare_protocol.ts";
import { Eraser, MissingPackage } from "./types/eraser.ts";
import { TOO_DEEP } from "./syntax/parse.ts";
import { prepare } from "./prepare.ts";

/** What the thread posts to the one that watches it; after `left` it reads nothing more. */
export type PreparerWord = "ready" | "busy" | "idle" | "left";

declare const self: {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(word: PreparerWord): void;
};

/** Of every way through `prepare` something, so that the first program finds the code compiled. */
const PRACTICE = [
  "const { entities } = await memory.readGraph();\nreturn entities.length",
  "for (const x of [1, 2]) console.log(`${x}`);\nexport default async () => /a/.test('a')",
  "const x = ",
];
const ROUNDS = 20;

const encoder = new TextEncoder();
const eraser = new Eraser();

self.onmessage = async () => {
  self.onmessage = null;
  // These texts hold no types worth a wait.
  const plain = { broken: true, erase: () => Promise.reject(new Error()) } as unknown as Eraser;
  for (let i = 0; i < ROUNDS; i++) {
    const source = PRACTICE[i % PRACTICE.length]!;
    await prepare({ source, namespaces: ["memory"] }, plain).catch(() => {});
  }
  self.postMessage("ready");
  write(PREPARER_READY);
  const lines = new LineReader(Infinity);
  const chunk = new Uint8Array(64 * 1024);
  for (let n; (n = Deno.stdin.readSync(chunk)) !== null;) {
    const request = lines.push(chunk.subarray(0, n));
    if (request === undefined) continue;
    self.postMessage("busy");
    write(JSON.stringify(await answer(JSON.parse(request) as PrepareRequest)));
    if (eraser.broken) break; // the next text may be here already: another process has to read it
    self.postMessage("idle");
  }
  self.postMessage("left");
};

async function answer(request: PrepareRequest): Promise<PrepareReply> {
  try {
    return await prepare(request, eraser);
  } catch (error) {
    // The parser has limits of its own; what walks its tree has the stack's.
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return { type: "refused", message: TOO_DEEP };
    }
    console.error(error instanceof Error ? error.stack : error);
    if (error instanceof MissingPackage) return { type: "missing", package: error.packageName };
    return { type: "fault" };
  }
}

function write(line: string): void {
  const bytes = encoder.encode(line + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
