/** Shorter texts die young, and V8 frees them soon, in characters. */
const LONG_CHARS = 32 * 1024;

/** How much long text is counted from one collection to the next, in characters. */
const BETWEEN_CHARS = 16 * 2 ** 20;

let counted = 0;
let collector: Promise<() => void> | undefined;

/**
 * Counts a message that has come or is about to go, and has garbage collected once enough of them were long.
 * V8 takes what is alive at a quick collection for long-lived, and lets that grow to hundreds of megabytes
 * before it looks there for the first time: twenty answers of 7 MB, one after another, filled 250 MB.
 */
export function countMessage(text: string): void {
  if (text.length < LONG_CHARS) return;
  counted += text.length;
  if (counted < BETWEEN_CHARS) return;
  counted = 0;
  collector ??= findCollector();
  // In a turn of its own, when no frame of the stack holds the text any more.
  collector.then((collect) => setTimeout(collect));
}

/** V8 hands its collector out to contexts that are made after the flag was set. */
async function findCollector(): Promise<() => void> {
  try {
    const [v8, vm] = await Promise.all([import("node:v8"), import("node:vm")]);
    v8.setFlagsFromString("--expose-gc");
    const collect: unknown = vm.runInNewContext("globalThis.gc");
    if (typeof collect === "function") return collect as () => void;
  } catch {
    // Where it cannot be found, V8 collects when it thinks that it must.
  }
  return () => {};
}
