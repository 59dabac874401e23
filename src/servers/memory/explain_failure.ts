import type { Call } from "../../upstream/call_queue.ts";
import { AnswerTooLong, ConnectionLost, Refusal } from "../../upstream/failures.ts";
import { checkMemoryFile } from "./file/check.ts";
import { MemoryFileError, prepareToRead, prepareToWrite } from "./file/memory_file.ts";
import { reason } from "../../upstream/reason.ts";
import { NotStarted } from "../../upstream/supervisor.ts";
import { detailOf, Trouble } from "../../upstream/trouble.ts";
import { UpstreamError, type UpstreamOutcome } from "../../api/upstream_error.ts";

interface Context {
  readonly memoryFile: string;
  readonly command?: readonly string[];
  /** How this installation repairs the memory file, as it is typed; left out where it cannot be typed. */
  readonly repairCommand?: string;
}

/** What a caller learns of a failure. */
interface Explanation {
  readonly outcome: UpstreamOutcome;
  /** For programs: without a path, a process or a command. */
  readonly message: string;
  /** For people. */
  readonly detail?: string;
  readonly remedy?: string;
}

/**
 * @param call that was not answered with a value.
 * @param error why.
 * @returns the error for its caller: what it may conclude about the data, and what to do.
 */
export async function explainFailure(
  call: Call,
  error: unknown,
  context: Context,
): Promise<UpstreamError> {
  const { outcome, message, ...more } = await explain(call, error as Error, context);
  const options = { server: "memory", tool: call.tool, cause: error, ...more };
  return new UpstreamError(outcome, withoutPath(message, context.memoryFile), options);
}

/** @returns the error for calls made during shutdown. */
export function shuttingDown(tool: string): UpstreamError {
  const message = "Cannot call the memory server: this server is shutting down";
  return new UpstreamError("unavailable", message, { server: "memory", tool });
}

async function explain(call: Call, error: Error, context: Context): Promise<Explanation> {
  const { mutates } = call;
  if (error instanceof Refusal) return await explainRefusal(call, error, context);
  if (error instanceof AnswerTooLong) return await explainTooLong(error, mutates, context);
  if (error instanceof NotStarted) return explainNotStarted(error, context);
  if (!(error instanceof ConnectionLost) && error instanceof Trouble) {
    return unusable(error, context);
  }
  const lost = (why: string) =>
    error instanceof ConnectionLost
      ? `the memory server was lost before it answered: ${why}`
      : `its answer could not be used: ${why}`;
  const [why, forPeople] = [lost(error.message), lost(detailOf(error))];
  if (!mutates) {
    return {
      outcome: "unavailable",
      message: `Cannot use the memory file: ${why}: try again`,
      detail: `Cannot use the memory file "${context.memoryFile}": ${forPeople}`,
    };
  }
  const what = "Cannot tell whether this call was carried out";
  return {
    outcome: "unknown",
    message: `${what}: ${why}: read the data back before you repeat the call`,
    detail: `Cannot tell whether a call was carried out on "${context.memoryFile}": ${forPeople}`,
  };
}

function unusable(trouble: Trouble, { memoryFile, repairCommand }: Context): Explanation {
  const repairable = trouble instanceof MemoryFileError && trouble.repairable;
  const repair = repairable && repairCommand !== undefined
    ? `to move what cannot be read to a file beside it, the user can run: ${repairCommand}`
    : undefined;
  return {
    outcome: "unavailable",
    message: `Cannot use the memory file: ${trouble.message}`,
    detail: `Cannot use the memory file "${memoryFile}": ${
      [trouble.detail, ...repair === undefined ? [] : [repair]].join("; ")
    }`,
    ...repair === undefined ? {} : { remedy: repair.replace(/^t/, "T") },
  };
}

function explainNotStarted(error: NotStarted, { memoryFile, command }: Context): Explanation {
  const [server, advice] = command
    ? ["the server of --memory-command", "leave out --memory-command, or correct it"]
    : ["the memory server", "start this server again"];
  const line = command ? `"${command.join(" ")}"` : server;
  return {
    outcome: "unavailable",
    message: `Cannot use the memory file: ${server} did not start: ${error.message}: ${advice}`,
    detail: `Cannot use the memory file "${memoryFile}": ${line} did not start: ${error.detail}: ` +
      (command ? "try that command in a terminal, or leave out --memory-command" : advice),
  };
}

/** What server-memory says when it can't read its file, write it, or make sense of it. */
const FILE_TROUBLE = /JSON|^Cannot read properties|Output validation|^E[A-Z]+:/;

async function explainRefusal(
  { mutates }: Call,
  error: Refusal,
  context: Context,
): Promise<Explanation> {
  const { message } = error;
  if (!FILE_TROUBLE.test(message)) return { outcome: "failed", message };
  const { memoryFile, command } = context;
  try {
    await prepareToRead(memoryFile, command === undefined);
    if (mutates) await prepareToWrite(memoryFile);
  } catch (error) {
    if (!(error instanceof MemoryFileError)) throw error;
    return unusable(error, context);
  }
  if (!/^E[A-Z]+:/.test(message)) return { outcome: "failed", message };
  const [what, advice] = mutates
    ? ["write", "nothing of the call was written: write less, or make room on the disk"]
    : ["read", "try again"];
  return {
    outcome: "failed",
    message: `Cannot ${what} the memory file: ${reason(error)}: ${advice}`,
    detail: `Cannot ${what} the memory file "${memoryFile}": ${message}`,
  };
}

async function explainTooLong(
  { bytes, limit }: AnswerTooLong,
  mutates: boolean,
  { memoryFile }: Context,
): Promise<Explanation> {
  const graph = await checkMemoryFile(memoryFile);
  return {
    outcome: mutates ? "unknown" : "failed",
    message:
      `Cannot take the answer: it has ${megabytes(bytes)} MB and may have ${megabytes(limit)} MB ` +
      `(the graph has ${graph.entities} entities and ${graph.relations} relations): ` +
      "ask for part of it: search for something rarer, or open fewer nodes by name at a time",
  };
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** A server of the user's own, which we know nothing of, may name its file in any of its words. */
function withoutPath(message: string, memoryFile: string): string {
  return message.replaceAll(memoryFile, "the memory file");
}
