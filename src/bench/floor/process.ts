/** A process with a bare worker in it, which speaks by the process's own pipes. */
new Worker(new URL("./pipe_worker.ts", import.meta.url), {
  type: "module",
  deno: { permissions: "none" },
});
