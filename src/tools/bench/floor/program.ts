/** The inside of a bare worker: runs one program, whose calls are messages. */

export type FromBare =
  | { id: number; tool: string; args: Record<string, unknown> }
  | { done: unknown };
export type ToBare = { code: string } | { id: number; value: unknown };

const open = new Map<number, (value: unknown) => void>();
let lastId = 0;

/** @returns whether calls are open. */
export function waits(): boolean {
  return open.size > 0;
}

/** @returns what takes the messages of the host; `send` takes those for it. */
export function program(send: (message: FromBare) => void): (message: ToBare) => Promise<void> {
  const call = (tool: string, args: Record<string, unknown>): Promise<unknown> =>
    new Promise((resolve) => {
      open.set(++lastId, resolve);
      send({ id: lastId, tool, args });
    });
  const memory = {
    openNodes: (names: unknown) => call("open_nodes", { names }),
    addObservations: (observations: unknown) => call("add_observations", { observations }),
  };
  return async (message) => {
    if ("id" in message) {
      open.get(message.id)!(message.value);
      open.delete(message.id);
      return;
    }
    const text = `export default async (memory) => {\n${message.code}\n};`;
    const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    send({ done: await module.default(memory) });
  };
}
