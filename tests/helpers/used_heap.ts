import v8 from "node:v8";
import vm from "node:vm";

/** What is alive in this process's heap, in bytes: garbage is collected first. */
export function usedHeap(): number {
  v8.setFlagsFromString("--expose-gc");
  vm.runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}
