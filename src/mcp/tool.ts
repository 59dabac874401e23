import { z } from "zod";
import type { RunMode } from "../api/method.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { mutates } from "../api/restrict.ts";
import type { Ask, PassOn } from "../api/rules/consent.ts";
import type { Limits } from "../config.ts";
import { failed } from "../executor/failed.ts";
import type { HostExecution, HostRunOptions, OfferedServer } from "../host/host.ts";
import { outcomeSchema } from "../outcome/outcome.ts";
import { outcomeText } from "../outcome/text.ts";
import { tellPeople } from "../process/tell_people.ts";
import { describeTool, subjects } from "./description.ts";
import { type Input, inputOf, type Modes, requestOf } from "./input.ts";
import { AskNotes, type ProgramRecord, programRecord } from "./program_record.ts";
import { ProgressNotes, type SendNote } from "./progress_notes.ts";

/** What the tool needs of the host. */
export interface Execute {
  execute(source: string, options: HostRunOptions): Promise<HostExecution>;
  /** Writes what a dry run has shown. */
  apply?(plan: string, signal: AbortSignal): Promise<HostExecution>;
  /** Whether the memory can be copied for programs whose changes count later or not at all. */
  readonly copiesMemory?: boolean;
  /** The user's own servers, which code can call, too. */
  readonly offered?: readonly OfferedServer[];
  /** Called whenever these offer something else. */
  onListed?: () => void;
}

/** Who calls the tool, as far as a connection shows. */
export interface Caller {
  /** The client, as it names itself. */
  readonly client: string;
  readonly signal: AbortSignal;
  /** Tells the client how far its program is; left out where it did not ask. */
  readonly sendNote?: SendNote | undefined;
  /** What shows the user questions; left out where the client cannot. */
  readonly user?: { readonly ask: Ask; readonly passOn: PassOn } | undefined;
  /** Hears what the request did. */
  readonly onProgram?: ((record: ProgramRecord) => void) | undefined;
}

/** Servers that start together change the description once. */
const SETTLE_MS = 1_000;

/**
 * The one tool, `execute_code`: what clients see of it, and what it does. It knows no connection, so that one serves
 * all: its texts and schemas are made once.
 */
export class CodeTool {
  readonly name = "execute_code";
  readonly title: string;
  /** What programs are about, in a line. */
  readonly subjects: string;
  /** Whether programs can call other servers than the embedded ones. */
  readonly others: boolean;
  readonly inputSchema: z.ZodType<Input>;
  readonly outputSchema = outcomeSchema;
  readonly annotations: Readonly<Record<string, boolean>>;
  /** Claude Code would otherwise make the model search for the tool before it can use it. */
  readonly meta = { "anthropic/alwaysLoad": true };
  /** Called when the description has become another. */
  onChanged: () => void = () => {};
  readonly #host: Execute;
  readonly #modes: Modes;
  readonly #describe: () => string;
  #description: string;
  #logged = Promise.resolve();

  /**
   * @param namespaces what code can call
   * @param atomic whether programs write all that they change at their end, or nothing, where they do not say
   */
  constructor(
    host: Execute,
    namespaces: readonly NamespaceDefinition[],
    limits: Limits,
    { atomic: atomicByDefault = false }: { readonly atomic?: boolean } = {},
  ) {
    const servers = host.offered ?? [];
    // What the user's servers do is theirs.
    const others = this.others = servers.length > 0;
    const writes = others || mutates(namespaces);
    const atomic = host.copiesMemory === true && mutates(namespaces);
    const globals = [...namespaces.map(({ name }) => name), ...servers.map(({ global }) => global)];
    this.#host = host;
    this.#modes = { dryRun: atomic || others, atomic, atomicByDefault };
    this.#describe = () => describeTool(namespaces, limits, host.offered, atomicByDefault);
    this.#description = this.#describe();
    this.title = `Run a program on ${globals.join(", ")}`;
    this.subjects = subjects(namespaces, servers);
    // Which of the arguments there are depends on the modes.
    this.inputSchema = z.object(inputOf(limits, this.#modes)) as z.ZodType<Input>;
    this.annotations = {
      readOnlyHint: !writes,
      destructiveHint: writes,
      idempotentHint: !writes,
      openWorldHint: others,
    };
    let settling: ReturnType<typeof setTimeout> | undefined;
    host.onListed = () => {
      clearTimeout(settling);
      settling = setTimeout(() => this.#describeAgain(), SETTLE_MS);
      Deno.unrefTimer(settling);
    };
  }

  get description(): string {
    return this.#description;
  }

  /** Does what a call asks for. */
  async call(input: Input, { client, signal, sendNote, user, onProgram }: Caller) {
    using notes = sendNote && new ProgressNotes(sendNote);
    const askNotes = new AskNotes();
    const run = (code: string, mode: RunMode) =>
      this.#host.execute(code, {
        timeoutMs: input.timeout_ms,
        mode,
        signal,
        ...(user
          ? {
            ask: askNotes.noted(askDuring(notes, user.ask)),
            passOn: askDuring(notes, user.passOn),
          }
          : {}),
        onProgress: notes && ((progress) => notes.update(progress)),
      });
    const asked = requestOf(input, this.#modes);
    const execution = "error" in asked
      ? { ...failed(asked.error, performance.now()), files: [] }
      : "plan" in asked
      ? await this.#host.apply!(asked.plan, signal)
      : await run(asked.code, asked.mode);
    const { outcome, byMethod, timing, check, files } = execution;
    if (onProgram && !("error" in asked)) {
      const of = "plan" in asked ? { mode: "apply" as const } : asked;
      const record = programRecord(execution, { client, ...of, asked: askNotes });
      // The answer does not wait for it; the next one does, so that the log has them in their order.
      this.#logged = this.#logged.then(async () => onProgram(await record))
        .catch((error) => tellPeople("a program was not logged", String(error)));
    }
    return {
      // Whether they are blocks that MCP knows, the client judges: servers sent them.
      content: [{ type: "text" as const, text: outcomeText(outcome) }, ...files as never[]],
      structuredContent: { ...outcome },
      isError: outcome.status === "error",
      _meta: {
        "code-mode/calls": byMethod,
        "code-mode/timing": timing,
        ...(check ? { "code-mode/check": check } : {}),
      },
    };
  }

  #describeAgain(): void {
    const description = this.#describe();
    if (description === this.#description) return;
    this.#description = description;
    this.onChanged();
  }
}

/** @returns `ask`, with a client that hears meanwhile that its request is under way */
function askDuring<Q, A>(
  notes: ProgressNotes | undefined,
  ask: (question: Q, signal: AbortSignal) => Promise<A>,
): (question: Q, signal: AbortSignal) => Promise<A> {
  if (!notes) return ask;
  return (question, signal) => notes.whileAsking(ask(question, signal));
}
