import type { McpServerProcess } from "./servers.ts";

/** What the worker says. */
export type FromBareWorker =
  | "ready"
  | { id: number; tool: string; args: Record<string, unknown> }
  | { done: unknown };

/**
 * The least that running a program in a Deno worker can cost: one without permissions in this very process,
 * whose calls go to the SDK's client as they come. There is no process around it, no server before it, nothing
 * is checked, limited, logged or kept in order: no executor that uses such a worker is faster.
 */
export class BareWorker {
  #worker: Promise<Worker> = start();

  /** @param server answers the calls of the programs */
  constructor(readonly server: McpServerProcess) {}

  /**
   * Runs a program in a worker that is ready, ends it and starts the next.
   *
   * @returns what the program returned
   */
  async execute(code: string): Promise<unknown> {
    const worker = await this.#worker;
    const result = await new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = async ({ data }: MessageEvent<Exclude<FromBareWorker, "ready">>) => {
        if ("done" in data) return resolve(data.done);
        const { structuredContent } = await this.server.call(data.tool, data.args);
        worker.postMessage({ id: data.id, value: structuredContent });
      };
      worker.postMessage({ code });
    });
    const { promise, resolve } = Promise.withResolvers<Worker>();
    this.#worker = promise;
    setTimeout(() => { // both block this thread for milliseconds
      worker.terminate();
      start().then(resolve);
    });
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#worker).terminate();
  }
}

function start(): Promise<Worker> {
  const worker = new Worker(new URL("./bare_worker_program.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
  return new Promise((resolve) => worker.onmessage = () => resolve(worker));
}
