import type { Api } from "../api/method.ts";
import { GRACE_MS, type Limits, LOG_ENTRY_CHARS, LOG_FLOOD_CHARS } from "../config.ts";
import { Clock } from "../process/clock.ts";
import { ProtocolError } from "../rpc/guards.ts";
import type { FromSandbox } from "../rpc/protocol.ts";
import type { CallAccount } from "./call_budget.ts";
import { CallLimitError, Calls } from "./calls.ts";
import { Logs } from "../outcome/logs.ts";
import type { Ending, Run } from "../outcome/run.ts";
import type { TypeCheck } from "./type_check/type_check.ts";
import type { Sandbox } from "./sandbox_process.ts";

export interface RunOptions {
  /** A sandbox that was not used before; the caller disposes of it. */
  sandbox: Sandbox;
  /** Text of the module to run. */
  module: string;
  /** What its function is called with, if it takes anything. */
  args?: Record<string, unknown> | undefined;
  api: Api;
  limits: Limits;
  /** What its open calls may weigh. */
  account: CallAccount;
  /** The check of its types, which the first call that may change something waits for. */
  check?: TypeCheck | undefined;
  /** Deadline, in milliseconds from the start of the code. */
  timeoutMs: number;
  /** Measures that; it may stand still meanwhile. */
  clock?: Clock | undefined;
  /** Aborted when the client takes the request back. */
  signal: AbortSignal;
  /** Told after every message of the sandbox. */
  onProgress?: ((calls: Calls) => void) | undefined;
}

/** Runs a prepared submission in a sandbox, to whatever end. Never throws for what the code does. */
export async function run(options: RunOptions): Promise<Run> {
  const { sandbox, module, args, api, limits, account, check, timeoutMs, signal, onProgress } =
    options;
  const { clock = new Clock() } = options;
  const logs = new Logs(limits.answerChars);
  const startedAt = performance.now();
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  const gate = check && (async () => {
    const verdict = await check.forWrite();
    if (verdict.type === "unchecked" || verdict.findings.length === 0) return true;
    sandbox.onMessage = () => {}; // nothing counts after the end
    end({ type: "type", findings: verdict.findings });
    return false;
  });
  const calls = new Calls(api, limits, sandbox, account, gate);

  let logged = 0;
  const flood = (chars: number): Ending | undefined => {
    logged += chars + LOG_ENTRY_CHARS;
    if (logged <= LOG_FLOOD_CHARS) return;
    return { type: "limit", message: `The code logged more than ${LOG_FLOOD_CHARS} characters` };
  };

  const receive = (message: FromSandbox, chars: number): Ending | undefined => {
    switch (message.type) {
      case "call":
        calls.receive(message, chars);
        return;
      case "log":
        logs.add({ level: message.level, text: message.text });
        return flood(message.text.length);
      case "skipped":
        logs.skip(message.entries, message.chars);
        return flood(message.chars);
      case "done":
      case "throw":
        return message;
      case "stopped":
        if (calls.tally.planned(message.call)) return message;
        throw new ProtocolError("The code used the answer of a call that was not planned");
      case "ready":
        throw new ProtocolError('A second "ready"');
    }
  };

  sandbox.onMessage = (message, chars) => {
    let ending: Ending | undefined;
    try {
      ending = receive(message, chars);
    } catch (error) {
      if (error instanceof CallLimitError) ending = { type: "limit", message: error.message };
      else if (error instanceof ProtocolError) ending = { type: "crash", message: error.message };
      else throw error;
    }
    onProgress?.(calls);
    if (!ending) return;
    sandbox.onMessage = () => {}; // nothing counts after the end
    end(ending);
  };
  sandbox.ended.then((why) => {
    end(why.reason === "memory" ? { type: "memory" } : { type: "crash", message: why.message });
  });
  const onAbort = () => end({ type: "cancelled" });
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  const deadline = clock.deadline(timeoutMs, () => end({ type: "timeout" }));

  sandbox.send({ type: "run", code: module, names: api.names, args });
  const ending = await ended;
  deadline[Symbol.dispose]();
  signal.removeEventListener("abort", onAbort);
  const elapsedMs = performance.now() - startedAt;
  const { upstreamMs } = calls;
  // The code stops now; its calls get a moment. What has returned is left to the caller, after the answer.
  if (ending.type !== "done") sandbox.kill();
  await calls.end(GRACE_MS);
  return { ending, calls: calls.tally, logs, elapsedMs, upstreamMs };
}
