import { absent, type Family, undefinedGlobal } from "../../attack.ts";

export const threads: Family = {
  name: "threads, shared memory and machines in the machine",
  attacks: [
    undefinedGlobal(
      "a nested worker",
      `new Worker("data:text/javascript,postMessage(1)", { type: "module" })`,
    ),
    undefinedGlobal(
      "a nested worker with permissions",
      `new Worker("data:,", { type: "module", deno: { permissions: "inherit" } })`,
    ),
    undefinedGlobal("worker_threads", `new (require("worker_threads").Worker)("x")`),
    undefinedGlobal("shared memory", `new SharedArrayBuffer(8)`),
    undefinedGlobal("a clock of Atomics", `Atomics.wait(new Int32Array(1), 0, 0, 100)`),
    undefinedGlobal("shared memory by WebAssembly", `new WebAssembly.Memory({ initial: 1 })`),
    undefinedGlobal("a WebAssembly module", `await WebAssembly.compile(new Uint8Array(8))`),
    undefinedGlobal("WebGPU", `await navigator.gpu.requestAdapter()`),
    absent(
      "everything of WebGPU and its canvas",
      ..."GPU GPUDevice GPUBuffer OffscreenCanvas ImageBitmap createImageBitmap ImageData".split(
        " ",
      ),
    ),
  ],
};
