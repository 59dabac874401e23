import type { QueuedCall } from "./call_queue.ts";
import { AnswerTooLong, ConnectionLost, Refusal } from "./mcp_session.ts";
import { checkMemoryFile } from "./memory_check.ts";
import { MemoryFileError, prepareMemoryFile } from "./memory_file.ts";
import { NotStarted } from "./supervisor.ts";
import { UpstreamError, type UpstreamOutcome } from "./upstream_error.ts";
import { LockUnavailable } from "./write_lock.ts";

interface Context {
  readonly memoryFile: string;
  readonly command?: readonly string[];
}

/**
 * @param call that was not answered with a value.
 * @param error why.
 * @returns what its caller is told: what it may conclude about the data, and what to do.
 */
export async function explainFailure(
  call: QueuedCall,
  error: unknown,
  context: Context,
): Promise<UpstreamError> {
  const [outcome, message] = await explain(call, error as Error, context);
  return new UpstreamError(outcome, message, { server: "memory", tool: call.tool, cause: error });
}

/** @returns what a call is told that comes too late. */
export function shuttingDown(tool: string): UpstreamError {
  const message = "Cannot call the memory server: this server is shutting down";
  return new UpstreamError("unavailable", message, { server: "memory", tool });
}

async function explain(
  { mutates }: QueuedCall,
  error: Error,
  { memoryFile, command }: Context,
): Promise<[UpstreamOutcome, string]> {
  const file = `Cannot use the memory file "${memoryFile}"`;
  if (error instanceof Refusal) return await explainRefusal(error, memoryFile);
  if (error instanceof AnswerTooLong) return await explainTooLong(error, mutates, memoryFile);
  if (error instanceof MemoryFileError || error instanceof LockUnavailable) {
    return ["unavailable", `${file}: ${error.message}`];
  }
  if (error instanceof NotStarted) {
    const server = command ? `"${command.join(" ")}"` : "the memory server";
    const advice = command
      ? "try that command in a terminal, or leave out --memory-command"
      : "start this server again";
    return ["unavailable", `${file}: ${server} did not start: ${error.message}: ${advice}`];
  }
  const lost = error instanceof ConnectionLost
    ? `the memory server was lost before it answered: ${error.message}`
    : `its answer could not be used: ${error.message}`;
  if (!mutates) return ["unavailable", `${file}: ${lost}: try again`];
  return [
    "unknown",
    `Cannot tell whether this call was carried out: ${lost}: ` +
    "read the data back before you repeat the call",
  ];
}

/** What server-memory says when it can't read its file, write it, or make sense of it. */
const FILE_TROUBLE = /JSON|^Cannot read properties|Output validation|^E[A-Z]+:/;

async function explainRefusal(
  { message }: Refusal,
  memoryFile: string,
): Promise<[UpstreamOutcome, string]> {
  if (!FILE_TROUBLE.test(message)) return ["failed", message];
  try {
    await prepareMemoryFile(memoryFile);
  } catch (error) {
    if (!(error instanceof MemoryFileError)) throw error;
    return ["unavailable", `Cannot use the memory file "${memoryFile}": ${error.message}`];
  }
  if (!/^E[A-Z]+:/.test(message)) return ["failed", message];
  return [
    "failed",
    `Cannot write the memory file "${memoryFile}": ${message}: ` +
    "nothing of the call was written: write less, or make room on the disk",
  ];
}

async function explainTooLong(
  { bytes, limit }: AnswerTooLong,
  mutates: boolean,
  memoryFile: string,
): Promise<[UpstreamOutcome, string]> {
  const graph = await checkMemoryFile(memoryFile);
  return [
    mutates ? "unknown" : "failed",
    `Cannot take the answer: it has ${megabytes(bytes)} MB and may have ${megabytes(limit)} MB ` +
    `(the graph has ${graph.entities} entities and ${graph.relations} relations): ` +
    "ask for part of it: search for something rarer, or open fewer nodes by name at a time",
  ];
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
