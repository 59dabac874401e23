import type { PassOn } from "../../api/rules/consent.ts";
import { fitsName } from "../../api/rules/rule.ts";
import { surelyReads } from "../../api/rules/surely_reads.ts";
import type { UpstreamError } from "../../api/upstream_error.ts";
import { Gateway } from "../../upstream/gateway.ts";
import type { McpSession } from "../../upstream/session.ts";
import type { Root, SessionHooks } from "../../upstream/session_hooks.ts";
import { NotStarted, Supervisor } from "../../upstream/supervisor.ts";
import type { ListStore } from "../../upstream/catalogue/list_store.ts";
import type { Offer, ToolHead } from "../../upstream/catalogue/offer.ts";
import type { Tool } from "../../upstream/tools/read_list.ts";
import { tellOnce } from "../../upstream/tell_once.ts";
import { Trouble } from "../../upstream/trouble.ts";
import { problemText } from "../config/problem.ts";
import { redactor } from "../config/redact.ts";
import type { ServerEntry } from "../config/server_entry.ts";
import { Elicitations } from "./elicitations.ts";
import { KeptList, LIST_SECRET_CHARS } from "./kept_list.ts";
import { askForTools } from "./list.ts";
import { ConfiguredPolicy } from "./policy.ts";
import { spawnConfigured } from "./spawn.ts";

const LIMITS = {
  /** `npx` may have to download the server first, in milliseconds. */
  startMs: 60_000,
  /** Below a submission's default deadline, so that it hears of a server that hangs, in milliseconds. */
  callMs: 25_000,
  /** Stops an answer that fills our memory, in bytes. */
  answerBytes: 8 * 2 ** 20,
  /** Clients kill a server that takes two seconds to end, in milliseconds. */
  closeMs: 700,
  /** Calls that go together: their answers are in our memory at the same time. */
  together: 8,
};

export type ServerState = "idle" | "starting" | "running" | "failed" | "disabled";

export interface ConfiguredServerOptions {
  readonly entry: ServerEntry;
  /** The folders that the client works in. */
  readonly roots: () => Promise<readonly Root[]>;
  /** Hears what people should know, with paths and processes. */
  readonly tell: (text: string) => void;
  /** Keeps its list for the next start. */
  readonly lists?: ListStore;
  /** Hears that another list of its tools is known now. */
  readonly onListed?: () => void;
}

/** A server of the user's config: started on first need, with a queue of its own. */
export class ConfiguredServer implements AsyncDisposable {
  readonly entry: ServerEntry;
  /** Why it could not be used when that was last tried; without secrets and paths. */
  lastError: string | undefined;
  /** Whether a client can show the user what it asks: it hears so when it is started. */
  mayElicit = false;
  readonly #elicitations: Elicitations;
  readonly #policy: ConfiguredPolicy;
  readonly #supervisor: Supervisor;
  readonly #gateway: Gateway;
  #offer: Promise<Offer> | undefined;
  /** The process that `#offer` was listed by; `undefined` when its list has changed since. */
  #listedBy: McpSession | undefined;
  #known: Offer | undefined;
  readonly #kept: KeptList | undefined;
  /** Takes out of its list what it was given in confidence. */
  readonly #hide: (text: string) => string;
  readonly #onListed: () => void;
  #starting = 0;
  #session: McpSession | undefined;

  constructor({ entry, roots, tell, lists, onListed = () => {} }: ConfiguredServerOptions) {
    this.entry = entry;
    this.#elicitations = new Elicitations(entry.name);
    this.#onListed = onListed;
    if (lists && entry.launch) this.#kept = new KeptList(entry, entry.launch, lists, tell);
    const { name, timeoutMs, idleMinutes } = entry;
    this.#hide = redactor(entry, LIST_SECRET_CHARS);
    this.#policy = new ConfiguredPolicy(name, redactor(entry), tellOnce(tell));
    this.#supervisor = new Supervisor(
      () => this.#spawn(),
      { ...LIMITS, ...(timeoutMs === undefined ? {} : { callMs: timeoutMs }) },
      name,
      this.#hooks(roots),
    );
    this.#gateway = new Gateway(this.#supervisor, this.#policy, {
      ...LIMITS,
      ...(idleMinutes === undefined ? {} : { idleMs: idleMinutes * 60_000 }),
    });
  }

  get state(): ServerState {
    if (this.entry.disabled) return "disabled";
    if (this.entry.fault) return "failed";
    if (this.#starting > 0) return "starting";
    if (this.lastError !== undefined) return "failed";
    return this.#session?.alive ? "running" : "idle";
  }

  /** What it offered when it was last asked, perhaps at an earlier start; `undefined` before that. */
  get known(): Offer | undefined {
    return this.#known;
  }

  /** Whether what is known is what the process that runs has listed, and not one before it. */
  get isListed(): boolean {
    return this.#listedBy !== undefined && this.#session?.alive === true;
  }

  /** Whether it has said that it offers something else than what is known. */
  get outdated(): boolean {
    return this.#session?.alive === true && this.#listedBy === undefined;
  }

  /**
   * What is known of it; it is asked where nothing is, or where that has changed.
   *
   * @throws {UpstreamError} when it cannot be used
   */
  async current(): Promise<Offer> {
    return this.#known && !this.outdated ? this.#known : await this.offerWithin();
  }

  /** Resolves when its list is kept, or cannot be: what has changed in it is known then. */
  get listKept(): Promise<void> | undefined {
    return this.#kept?.written;
  }

  /** Reads what it offered at an earlier start. */
  async readList(): Promise<void> {
    this.#known ??= await this.#kept?.read();
  }

  /**
   * Starts the server where it does not run, and asks for its tools where they may have changed.
   *
   * @throws {UpstreamError} when it cannot be used
   */
  async offer(): Promise<Offer> {
    this.#starting++;
    try {
      const session = await this.#supervisor.session();
      if (this.#listedBy !== session || !this.#offer) {
        this.#listedBy = this.#session = session;
        this.#offer = askForTools(session, this.#hide);
      }
      const listing = this.#offer;
      const offer = await listing;
      this.lastError = undefined;
      if (listing === this.#offer && offer !== this.#known) this.#learn(offer);
      return offer;
    } catch (error) {
      this.#listedBy = undefined;
      const failure = this.#policy.notUsable(error);
      this.lastError = failure.message;
      throw failure;
    } finally {
      this.#starting--;
    }
  }

  /** How long a call waits for an answer, in milliseconds. */
  get callMs(): number {
    return this.entry.timeoutMs ?? LIMITS.callMs;
  }

  /**
   * The same for a call, which waits no longer for a start than for an answer.
   *
   * @param timeoutMs in milliseconds
   */
  async offerWithin(timeoutMs: number = this.callMs): Promise<Offer> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#policy.stillStarting(timeoutMs)), timeoutMs);
    });
    try {
      return await Promise.race([this.offer(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether a call of a tool may change something. */
  mutates(tool: ToolHead): boolean {
    return !surelyReads({ ...tool, server: this.entry.name });
  }

  /**
   * Calls a tool.
   *
   * @param args as they are sent
   * @param options.signal drops the call as long as it has not been forwarded
   * @param options.timeoutMs until it must be answered, in milliseconds
   * @param options.passOn shows the user what it asks meanwhile
   * @returns the result as the server sent it, of any shape
   * @throws {UpstreamError} when there is none
   */
  call(
    tool: Tool,
    args: Record<string, unknown>,
    { signal, timeoutMs, passOn }: { signal: AbortSignal; timeoutMs?: number; passOn?: PassOn },
  ): Promise<unknown> {
    const mutates = this.mutates(tool);
    const { parallel } = this.entry;
    const goesAlong = parallel === true ||
      parallel?.some((pattern) => fitsName(pattern, tool.name)) === true;
    const call = () =>
      this.#gateway.call({
        tool: tool.name,
        args,
        mutates,
        alone: mutates && !goesAlong,
        signal,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    return passOn ? this.#elicitations.during(passOn, signal, call) : call();
  }

  /** The error of an answer that cannot be read. */
  badAnswer(tool: Tool, error: unknown): UpstreamError {
    return this.#policy.failure({ tool: tool.name, mutates: this.mutates(tool) }, error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#gateway.close(), this.listKept]);
  }

  #hooks(roots: ConfiguredServerOptions["roots"]): SessionHooks {
    const elicitations = this.#elicitations;
    const elicit: SessionHooks["elicit"] = (form, signal) => elicitations.answer(form, signal);
    const mayElicit = () => this.mayElicit;
    return {
      roots,
      onToolsChanged: () => this.#listedBy = undefined,
      get elicit() {
        return mayElicit() ? elicit : undefined;
      },
    };
  }

  #learn(offer: Offer): void {
    this.#known = offer;
    this.#kept?.keep(offer);
    this.#onListed();
  }

  #spawn(): Deno.ChildProcess {
    const { launch, fault, disabled } = this.entry;
    if (disabled) throw new Trouble("it is disabled in the config");
    if (fault) throw new Trouble(problemText(fault));
    if (!launch) throw new NotStarted("the config does not say how");
    return spawnConfigured(launch);
  }
}
