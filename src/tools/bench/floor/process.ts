/** A process with a bare worker in it, which speaks by the process's own pipes; or with a second that is idle. */
spawn("./pipe_worker.ts");
if (Deno.args.includes("--two")) {
  spawn("./worker.ts").onmessage = () => console.log('"ready"');
}

function spawn(file: string): Worker {
  return new Worker(new URL(file, import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
}
