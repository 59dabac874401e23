import type { Execution } from "../../executor/executor.ts";
import type { Host, HostRunOptions } from "../../host/host.ts";
import { ask } from "../terminal/ask.ts";
import type { Outcome, SubmissionError } from "../../outcome/outcome.ts";
import { errorText } from "../../outcome/text.ts";
import { tellPeople } from "../../process/tell_people.ts";
import { chooseOsWall } from "../../process/surroundings.ts";
import { readFlags, type Settings } from "../settings/flags.ts";
import { openTrace } from "../open_trace.ts";
import { readOffer } from "../settings/offer.ts";
import { openHost } from "../open_host.ts";
import { painter } from "../terminal/paint.ts";
import { ProgressLine } from "../terminal/progress_line.ts";
import { visible, visibleData } from "../terminal/visible.ts";
import { interruptible } from "./interruptible.ts";
import { readArgs } from "./read_args.ts";
import { readSource } from "./read_source.ts";
import { report } from "../terminal/report.ts";
import { scratchMemory } from "./scratch_memory.ts";
import { UsageError } from "../usage_error.ts";

/** It always starts cold, and people at a terminal would rather wait than write what is wrong. */
const CHECK_WAIT_MS = 5_000;

/** Whatever the terminal has ended first: it ends all our processes at once. */
const CTRL_C: SubmissionError = { kind: "cancelled", message: "Ctrl-C has ended the program" };

/** What shells take for an end by Ctrl-C. */
const INTERRUPTED = 130;

/** What people get of a result, in characters, unless they say otherwise: all of it, as far as memory goes. */
const WHOLE_CHARS = 128 * 2 ** 20;

/**
 * `code-mode run FILE|-`: runs one program and prints what it returned on stdout, what it logged on
 * stderr. `--args` hands its function an object. `--dry-run` shows what it would change, `--apply` asks
 * then and writes it. Without a memory file it works on a scratch copy of the example records.
 *
 * @returns 0 when the program ended well, 1 when it didn't, 130 when Ctrl-C has ended it
 */
export async function run(words: string[]): Promise<number> {
  const settings = withWholeAnswers(readFlags(words, ["json", "dry-run", "apply"], ["args"]));
  const { memoryFile, positional, switches, values } = settings;
  const [path, extra] = positional;
  if (path === undefined) throw new UsageError('"run" needs a file, or - for stdin');
  if (extra !== undefined) throw new UsageError(`"run" takes one file: "${extra}" is too many`);
  const asks = switches.has("apply");
  if (asks) refuseUnasked(switches);
  const text = values.get("args");
  const args = text === undefined ? undefined : readArgs(text);
  const source = await readSource(path);

  chooseOsWall(settings.osWall, tellPeople);
  await using stack = new AsyncDisposableStack();
  stack.use(await openTrace(settings));
  const file = memoryFile ?? stack.use(await scratchMemory()).file;
  const offer = await readOffer(settings);
  const host = stack.use(await openHost(settings, offer, { memoryFile: file }));
  host.start();
  const mode = asks || switches.has("dry-run") ? "dry" : settings.atomic ? "atomic" : "plain";
  const options = { args, mode, checkWaitMs: CHECK_WAIT_MS } as const;
  const { execution, interrupted } = await interruptible(async (signal) => {
    const execution = await execute(host, source, { ...options, signal });
    return signal.aborted && execution.outcome.error
      ? { execution: withError(execution, CTRL_C), interrupted: true }
      : { execution, interrupted: false };
  });
  const { outcome } = execution;
  if (switches.has("json")) printText(JSON.stringify(outcome, null, 2));
  else print(execution);
  if (outcome.status !== "ok") return interrupted ? INTERRUPTED : 1;
  return asks ? await apply(host, outcome) : 0;
}

/** The limit of an answer protects a model: on a command line it would lose data. */
function withWholeAnswers(settings: Settings): Settings {
  if (settings.limitsGiven.has("answerChars")) return settings;
  return { ...settings, limits: { ...settings.limits, answerChars: WHOLE_CHARS } };
}

function withError(execution: Execution, error: SubmissionError): Execution {
  return { ...execution, outcome: { ...execution.outcome, error } };
}

/** A question needs a person who answers. */
function refuseUnasked(switches: ReadonlySet<string>): void {
  if (switches.has("json")) throw new UsageError('"--apply" asks: leave out --json');
  if (Deno.stdin.isTerminal() && Deno.stderr.isTerminal()) return;
  throw new UsageError('"--apply" asks: it needs a terminal; --atomic writes without a question');
}

async function apply(host: Host, { plan, planned, stopped }: Outcome): Promise<number> {
  if (plan === undefined) {
    const whole = !planned && !stopped;
    console.error(
      whole
        ? "There is nothing to write."
        : "This cannot be applied: it is not all that it would do.",
    );
    return whole ? 0 : 1;
  }
  if (!await ask("Write this?")) {
    console.error("Nothing was written.");
    return 0;
  }
  const { outcome } = await host.apply(plan);
  console.error(outcome.error ? visible(errorText(outcome.error)) : "Written.");
  return outcome.error ? 1 : 0;
}

function print(execution: Execution): void {
  const terminal = Deno.stderr.isTerminal();
  const { result, ...outcome } = execution.outcome;
  const shown = { ...execution, outcome: terminal ? visibleData(outcome) : outcome };
  const text = report(shown, painter(terminal && !Deno.noColor), terminal);
  if (text !== "") console.error(text);
  if (result !== undefined) printText(render(result));
}

/** A terminal would obey what is in a stranger's text; a file gets it as it is. */
function printText(text: string): void {
  console.log(Deno.stdout.isTerminal() ? visible(text) : text);
}

async function execute(host: Host, source: string, options: HostRunOptions): Promise<Execution> {
  if (!Deno.stderr.isTerminal()) return await host.execute(source, options);
  const encoder = new TextEncoder();
  using line = new ProgressLine(
    (text) => Deno.stderr.writeSync(encoder.encode(text)),
    () => host.servers.filter(({ state }) => state === "starting").map(({ name }) => name),
  );
  return await host.execute(source, {
    ...options,
    onProgress: (progress) => line.update(progress),
  });
}

function render(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
