import { fullName, type Method, Planned, type RunMode } from "../../api/method.ts";
import { refusal } from "../../api/refusal.ts";
import {
  keepPrivate,
  type Permissions,
  type Verdict,
  verdict,
} from "../../api/rules/permissions.ts";
import { CANNOT_ASK, type Consent } from "../../api/rules/consent.ts";
import { notAtomic } from "../../api/run_mode.ts";
import { signature } from "../../api/types/signature.ts";
import { UpstreamError } from "../../api/upstream_error.ts";
import type { Offer } from "../../upstream/catalogue/offer.ts";
import { checkArguments } from "../../upstream/tools/check_arguments.ts";
import type { Tool } from "../../upstream/tools/read_list.ts";
import { type Block, readResult, ToolFailed } from "../../upstream/tools/read_result.ts";
import type { ConfiguredServer } from "./server.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** What the calls of one program share. */
export interface ProgramState {
  readonly mode: RunMode;
  /** Asks the user where the rules want that. */
  readonly consent: Consent;
  readonly permissions: Permissions;
  /** Servers that it has called. */
  readonly readFrom: Set<string>;
  /** @returns an id that no other file of the program has */
  newFileId(): string;
  /** Keeps a file of an answer, in case the program returns its handle. */
  keep(id: string, block: Block): void;
}

/** What stands behind the arguments of a call. */
interface CallOptions {
  /** The whole result, as the server sent it. */
  readonly raw?: boolean;
  /** Until it must be answered, in milliseconds. */
  readonly timeoutMs?: number;
}

interface Input {
  readonly args: unknown;
  readonly options: CallOptions;
}

const NEAR = 5;
const NEAR_CHARS = 300;
const MAX_TIMEOUT_MS = 3_600_000;

/** One call of a tool of a server, from the name as the program wrote it to the value that it gets. */
export class ToolCall implements Method {
  readonly namespace: string;
  readonly #asked: string;
  readonly #server: ConfiguredServer;
  readonly #program: ProgramState;
  #mutates = false;

  /**
   * @param namespace the global that it is called on
   * @param name the tool's, in any spelling
   */
  constructor(namespace: string, name: string, server: ConfiguredServer, program: ProgramState) {
    this.namespace = namespace;
    this.#asked = name;
    this.#server = server;
    this.#program = program;
  }

  /** The tool's name as programs write it; as this program does, while the server was not asked yet. */
  get name(): string {
    const names = this.#server.known?.names;
    return names?.writtenOf(names.resolve(this.#asked) ?? "") ?? this.#asked;
  }

  /** Whether it may have changed something so far: before it was forwarded it has not. */
  get mutates(): boolean {
    return this.#mutates;
  }

  /** As far as its server has listed it since it was started: one that is unknown may be any. */
  get mayMutate(): boolean {
    const { known, isListed } = this.#server;
    if (!isListed) return true;
    const tool = known?.tools.get(known.names.resolve(this.#asked) ?? "");
    return tool === undefined || this.#server.mutates(tool);
  }

  parse(args: readonly unknown[]): Input {
    const [given, options = {}, ...more] = args;
    const isNoObject = args.length > 1 && given !== undefined && typeof given !== "object";
    if (more.length > 0 || isNoObject) {
      throw this.#wrong(`it takes one object of arguments: received ${args.length} values`);
    }
    return { args: given ?? undefined, options: this.#readOptions(options) };
  }

  async forward(input: unknown, signal: AbortSignal): Promise<unknown> {
    const { args, options } = input as Input;
    const { timeoutMs, raw = false } = options;
    signal.throwIfAborted(); // before a start whose failure is awaited nowhere
    const offer = await unlessAborted(this.#server.offerWithin(timeoutMs), signal);
    const tool = this.#find(offer);
    this.#permit(tool);
    const checked = checkArguments(fullName(this), tool, args);
    this.#program.readFrom.add(this.#server.entry.name);
    const mutates = this.#server.mutates(tool);
    if (mutates && this.#program.mode === "dry") return new Planned();
    await this.#ask(tool, checked, signal);
    this.#mutates = mutates;
    const { passOn } = this.#program.consent;
    const result = await this.#server.call(tool, checked, {
      signal,
      ...(passOn === undefined ? {} : { passOn }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return this.#read(result, tool, raw);
  }

  #find({ names, tools }: Offer): Tool {
    const own = names.resolve(this.#asked);
    if (own !== undefined) return tools.get(own)!;
    const near = names.near(this.#asked, NEAR).flatMap((name) => {
      const tool = tools.get(names.resolve(name)!)!;
      return this.#judge(tool).kind === "deny" ? [] : signature(name, tool, NEAR_CHARS);
    });
    const hint = near.length > 0
      ? `did you mean ${near.join("\nor ")}`
      : `it has ${tools.size} tools: tools.servers() lists the servers`;
    const server = this.#server.entry.name;
    throw new UpstreamError(
      "failed",
      `${this.namespace} has no tool "${this.#asked}": ${hint}`,
      { server, tool: this.#asked },
    );
  }

  #judge(listed: Tool): Verdict {
    const { permissions, readFrom } = this.#program;
    const tool = { ...listed, server: this.#server.entry.name };
    return keepPrivate(verdict(tool, permissions), tool, readFrom, permissions);
  }

  /** @throws {UpstreamError} unless the rules allow it, or the user can be asked, and the program may */
  #permit(tool: Tool): void {
    const target = { server: this.#server.entry.name, tool: tool.name };
    const judged = this.#judge(tool);
    const canAsk = judged.kind === "ask" && this.#program.consent.canAsk;
    if (judged.kind !== "allow" && !canAsk) throw refusal(this, judged, target, CANNOT_ASK);
    if (this.#program.mode === "atomic" && this.#server.mutates(tool)) {
      throw notAtomic(this, target);
    }
  }

  /** @throws {UpstreamError} when the user does not consent to what the rules make a question */
  async #ask(tool: Tool, args: unknown, signal: AbortSignal): Promise<void> {
    const target = { server: this.#server.entry.name, tool: tool.name };
    const asked = new Set<string>();
    // Meanwhile the program may have read what is private, which is a question of its own.
    for (
      let judged = this.#judge(tool);
      judged.kind === "ask" && !asked.has(judged.rule);
      judged = this.#judge(tool)
    ) {
      asked.add(judged.rule);
      const subject = { ...target, called: fullName(this), rule: judged.rule };
      const why = await this.#program.consent.forCall(subject, args, signal);
      if (why !== undefined) throw refusal(this, judged, target, why);
    }
  }

  #read(result: unknown, tool: Tool, raw: boolean): unknown {
    const { outputSchema } = tool;
    try {
      const { value, blocks } = readResult(result, {
        newId: () => this.#program.newFileId(),
        raw,
        ...(outputSchema === undefined ? {} : { outputSchema }),
      });
      for (const [id, block] of blocks) this.#program.keep(id, block);
      return value;
    } catch (error) {
      if (error instanceof ToolFailed) {
        const server = this.#server.entry.name;
        throw new UpstreamError("failed", error.message, { server, tool: tool.name, cause: error });
      }
      throw this.#server.badAnswer(tool, error);
    }
  }

  #readOptions(options: unknown): CallOptions {
    if (typeof options !== "object" || options === null || Array.isArray(options)) {
      throw this.#wrong("the second value must be options: { raw?: true; timeoutMs?: number }");
    }
    const { raw, timeoutMs, ...others } = options as Record<string, unknown>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) {
      throw this.#wrong(`there is no option "${unknown}": the options are raw and timeoutMs`);
    }
    if (raw !== undefined && typeof raw !== "boolean") throw this.#wrong("raw must be a boolean");
    if (timeoutMs === undefined) return { ...(raw === undefined ? {} : { raw }) };
    if (typeof timeoutMs !== "number" || !(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
      throw this.#wrong(`timeoutMs must be a number from 1 to ${MAX_TIMEOUT_MS}`);
    }
    return { timeoutMs, ...(raw === undefined ? {} : { raw }) };
  }

  #wrong(why: string): TypeError {
    return new TypeError(`Cannot call ${this.namespace}.${this.name}: ${why}`);
  }
}
