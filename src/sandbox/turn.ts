const NativePromise = Promise;
// Deno 2.4 has it, its types don't.
const { setImmediate } = globalThis as unknown as { setImmediate(run: () => void): void };

/** Resolves after one turn of the event loop: whatever could go on has done so. */
export function turn(): Promise<void> {
  return new NativePromise((resolve) => setImmediate(resolve));
}
