import { allAtOnce } from "../programs.ts";
import { Records } from "../records.ts";
import type { Row } from "../row.ts";
import { type McpServerProcess, startCodeMode } from "../servers.ts";

const CLIENTS = 8;
const COUNT = 50;

/** Eight clients, each with a server of its own, update the same 50 records at once; all must be kept. */
export async function clients(): Promise<Row[]> {
  using records = new Records(COUNT);
  await using stack = new AsyncDisposableStack();
  const servers: McpServerProcess[] = [];
  for (let i = 0; i < CLIENTS; i++) servers.push(stack.use(await startCodeMode(records.file)));
  const contents = servers.map((_, index) => `client ${index}`);
  for (const server of servers) await server.execute("return memory.openNodes([])");
  const alone = await time(() => servers[0]!.execute(allAtOnce(COUNT, "alone")));
  const together = await time(() =>
    Promise.all(servers.map((server, index) => server.execute(allAtOnce(COUNT, contents[index]!))))
  );
  records.verify(["alone", ...contents]);
  return [{
    what: `${CLIENTS} clients on one file, 100 calls each at once`,
    value: together,
    unit: "ms",
    against: { what: "one alone", value: alone },
  }];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
