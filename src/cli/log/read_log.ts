import { plainFile } from "../../servers/memory/file/plain_file.ts";
import type { ProgramRecord } from "../../mcp/program_record.ts";
import { olderOf } from "./program_log.ts";

/** A longer file was not written by us, in bytes. */
const MOST_BYTES = 8 * 2 ** 20;

/**
 * Reads the newest records of a log, the oldest of them first. A line that holds none is passed over: the
 * machine may have gone down while it was written.
 *
 * @param most how many
 * @throws {NotPlain} and what the file system throws
 */
export async function readLog(path: string, most: number): Promise<ProgramRecord[]> {
  const lines = [...await linesOf(olderOf(path)), ...await linesOf(path)];
  return lines.flatMap((line) => recordIn(line) ?? []).slice(-most);
}

async function linesOf(path: string): Promise<string[]> {
  const file = plainFile(path);
  if (!file || file.size > MOST_BYTES) return [];
  return (await Deno.readTextFile(path)).split("\n");
}

function recordIn(line: string): ProgramRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const record = value as ProgramRecord | null;
  const isOne = typeof record?.at === "string" && typeof record.client === "string" &&
    typeof record.outcome === "string" && typeof record.ms === "number" &&
    typeof record.mode === "string" && typeof record.calls === "object" && record.calls !== null;
  return isOne ? record : undefined;
}
