import { Records } from "../records.ts";
import { inMs, type Row } from "../row.ts";
import { rest, sideBySide } from "../samples.ts";
import { type McpServerProcess, startCodeMode, startMinimalServer } from "../servers.ts";

/** From the start of the process until `initialize` is answered. */
export async function start(rounds: number): Promise<Row[]> {
  using records = new Records(50);
  const running: McpServerProcess[] = [];
  const { ours, minimal } = await sideBySide(rounds, {
    minimal: async () => running.push(await startMinimalServer()),
    ours: async () => running.push(await startCodeMode(records.file)),
    end: async () => {
      await Promise.all(running.splice(0).map((server) => server[Symbol.asyncDispose]()));
      await rest(100);
    },
  });
  return [{
    what: "spawn → initialize answered",
    ...inMs(ours),
    against: { what: "minimal SDK server", value: minimal.median, least: minimal.least },
    targets: [{ of: "ratio", limit: 1.25 }],
  }];
}
