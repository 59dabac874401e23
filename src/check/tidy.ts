/** What V8 may hold from source, by a flag; a binary can give none to one of its processes. */
const HEAP_BYTES = 64 * 2 ** 20;
/** More than any machine has. V8 allocates nothing of it. */
const TOO_MANY_BYTES = 2 ** 52;

let kept = 0;

/**
 * Has V8 collect all garbage once the heap has grown: without a limit it waits until there is so much
 * that the process is replaced as too large, and a program that writes meanwhile is not checked.
 */
export function tidy(): void {
  if (Deno.memoryUsage().heapTotal < Math.max(HEAP_BYTES, kept * 1.25)) return;
  collectGarbage();
  kept = Deno.memoryUsage().heapTotal;
}

/** V8 does so before it refuses a buffer; its own function for it is behind a flag as well. */
function collectGarbage(): void {
  try {
    new ArrayBuffer(TOO_MANY_BYTES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
