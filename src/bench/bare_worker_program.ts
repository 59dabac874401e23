/** The worker of `BareWorker`: runs one program, whose calls are messages. */
import type { FromBareWorker } from "./bare_worker.ts";

declare const self: {
  onmessage: ((event: MessageEvent<ToBareWorker>) => void) | null;
  postMessage(message: FromBareWorker): void;
};
type ToBareWorker = { code: string } | { id: number; value: unknown };

const open = new Map<number, (value: unknown) => void>();
let lastId = 0;

function call(tool: string, args: Record<string, unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    open.set(++lastId, resolve);
    self.postMessage({ id: lastId, tool, args });
  });
}

const memory = {
  openNodes: (names: unknown) => call("open_nodes", { names }),
  addObservations: (observations: unknown) => call("add_observations", { observations }),
};

self.onmessage = async ({ data }) => {
  if ("id" in data) {
    open.get(data.id)!(data.value);
    open.delete(data.id);
    return;
  }
  const text = `export default async (memory) => {\n${data.code}\n};`;
  const program = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  self.postMessage({ done: await program.default(memory) });
};
self.postMessage("ready");
