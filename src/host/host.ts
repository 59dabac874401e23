import { bind, type Upstream } from "../api/bind.ts";
import { declarations } from "../api/declarations.ts";
import { type Api, apiOf, type Method, type RunMode } from "../api/method.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { type Ask, Consent, type PassOn } from "../api/rules/consent.ts";
import { recordMutations, refuseMutations } from "../api/run_mode.ts";
import type { Limits } from "../config.ts";
import { Checker } from "../executor/type_check/checker.ts";
import { type ExecuteOptions, type Execution, Executor } from "../executor/executor.ts";
import type { OfferedServer, Servers, ServerSummary } from "../servers/configured/servers.ts";
import { type GatewayOptions, MemoryGateway } from "../servers/memory/gateway.ts";
import { MemoryCopies } from "../servers/memory/copy/memory_copies.ts";
import type { Block } from "../upstream/tools/read_result.ts";
import { tried } from "../outcome/tried.ts";
import { Clock } from "../process/clock.ts";
import { Trials } from "./trials.ts";

/** An answer holds its data twice, once of it as a string of JSON with line breaks and escapes. */
const BYTES_PER_REPLY_CHAR = 3;

export interface HostOptions {
  /** The embedded namespaces that programs can call; none without the memory. */
  readonly namespaces: readonly NamespaceDefinition[];
  readonly memory?: Omit<GatewayOptions, "limits"> & {
    /** The memory server is ended after so long without a call, in milliseconds; it is kept when left out. */
    readonly idleMs?: number;
  };
  /** The servers of the user's config; the host ends them. */
  readonly servers?: Servers;
  readonly limits: Limits;
  /** Whether the types of programs are checked before they write. */
  readonly typeCheck?: boolean;
  /** Runs the programs of several hosts, which take turns; the host makes and ends its own when left out. */
  readonly shared?: { readonly executor: Executor; readonly user: string };
}

export type { OfferedServer } from "../servers/configured/servers.ts";

/** An execution, and the files whose handles its result holds. */
export interface HostExecution extends Execution {
  /** As the servers sent them. */
  readonly files: readonly Block[];
}

export interface HostRunOptions extends ExecuteOptions {
  /** What becomes of what the program changes; `plain` when left out. */
  mode?: RunMode | undefined;
  /** Asks the user whether a call is allowed that a rule makes a question; without it such a call is refused. */
  ask?: Ask | undefined;
  /** Shows the user what the servers that are called ask; without it they cannot. */
  passOn?: PassOn | undefined;
}

/** What runs programs, and the servers behind what they call: one for each user. */
export class Host implements AsyncDisposable {
  readonly #options: HostOptions;
  readonly #executor: Executor;
  readonly #memory: MemoryGateway | undefined;
  readonly #servers: Servers | undefined;
  readonly #trials: Trials | undefined;
  /** What the user has allowed until the end. */
  readonly #consents = new Set<string>();
  /** What programs call of the memory alone; it is the same for all. */
  #api: Api | undefined;
  #types: string | undefined;

  constructor(options: HostOptions) {
    const { memory, servers, limits, typeCheck = true, shared } = options;
    this.#options = options;
    this.#executor = shared?.executor ??
      new Executor(limits, { checker: typeCheck ? new Checker() : undefined });
    this.#servers = servers;
    if (memory) {
      const { lockMs, replyChars } = limits;
      const answerBytes = replyChars * BYTES_PER_REPLY_CHAR;
      const { idleMs, ...where } = memory;
      const idle = idleMs === undefined ? {} : { idleMs };
      this.#memory = new MemoryGateway({ ...where, limits: { lockMs, answerBytes, ...idle } });
      // A server of the user's own may keep in its memory what it has read.
      if (!memory.command) {
        const copies = new MemoryCopies({ ...where, limits: { lockMs, answerBytes } });
        this.#trials = new Trials(copies, limits);
      }
    }
  }

  /** Runs a program; see `Executor.execute`. */
  execute(source: string, options: HostRunOptions = {}): Promise<HostExecution> {
    const { mode = "plain", signal = NEVER, ask, passOn } = options;
    const clock = new Clock();
    const run = async (upstream: Upstream | undefined, timeoutMs?: number, mayAsk = true) => {
      // The clock stands still while a person thinks.
      const asking = ask && mayAsk ? whileStopped(ask, clock) : undefined;
      const passing = passOn && mayAsk ? whileStopped(passOn, clock) : undefined;
      const consent = new Consent(asking, this.#consents, passing);
      const program = {
        ...options,
        user: this.#options.shared?.user,
        clock,
        ...(mode === "plain" ? {} : { reserveChars: CHANGES_CHARS }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      };
      return await this.#run(source, this.#memoryApi(upstream, mode, consent), program, {
        mode,
        consent,
      });
    };
    if (mode === "plain") return run(this.#memory);
    if (!this.#trials) return this.#onOriginals(mode, run);
    const { limits } = this.#options;
    const timeoutMs = Math.min(options.timeoutMs ?? limits.timeoutMs, limits.maxTimeoutMs);
    return this.#trials[mode](run, { signal, timeoutMs, clock });
  }

  /** Whether programs can run on a copy of the memory. */
  get copiesMemory(): boolean {
    return this.#trials !== undefined;
  }

  /** Writes what a dry run has shown, and nothing else. @param plan its id, as the dry run was answered */
  apply(plan: string, signal: AbortSignal = NEVER): Promise<HostExecution> {
    return this.#trials!.apply(plan, signal);
  }

  /** Where nothing can be copied, calls that would change something are not made. */
  async #onOriginals(
    mode: "dry" | "atomic",
    run: (upstream: Upstream | undefined) => Promise<HostExecution>,
  ): Promise<HostExecution> {
    const execution = await run(this.#memory);
    const { outcome } = execution;
    const how = mode === "dry" ? {} : { committed: outcome.status === "ok" };
    const { answerChars } = this.#options.limits;
    return { ...execution, outcome: tried(outcome, how, answerChars) };
  }

  async #run(
    source: string,
    memory: Api,
    options: ExecuteOptions,
    { mode, consent }: { mode: RunMode; consent: Consent },
  ): Promise<HostExecution> {
    if (!this.#servers) {
      return { ...await this.#executor.execute(source, memory, options), files: [] };
    }
    const { api, files } = this.#servers.forProgram(mode, consent);
    const both: Api = {
      ...api,
      names: { ...api.names, ...memory.names },
      get: (name) => memory.get(name) ?? api.get(name),
      ...(memory.leftOut === undefined ? {} : { leftOut: memory.leftOut }),
      types: (mentioned) => [memory, api].map((one) => one.types!(mentioned)).join("\n"),
    };
    const execution = await this.#executor.execute(source, both, options);
    const { blocks, omitted } = files.of(execution.outcome.result);
    if (omitted === undefined) return { ...execution, files: blocks };
    const { hint } = execution.outcome;
    const outcome = { ...execution.outcome, hint: hint ? `${hint}. ${omitted}` : omitted };
    return { ...execution, outcome, files: blocks };
  }

  /** @param upstream the memory, or a copy of it; left out where there is none */
  #memoryApi(upstream: Upstream | undefined, mode: RunMode, consent: Consent): Api {
    if (!this.#servers && mode === "plain") return this.#api ??= this.#apiOf(upstream);
    const change = upstream !== this.#memory || mode === "plain"
      ? (methods: Method[]) => methods
      : mode === "dry"
      ? recordMutations
      : (methods: Method[]) => refuseMutations(methods, NOT_COPIED);
    return this.#apiOf(upstream, (namespace, methods) => {
      const changed = change(methods);
      return this.#servers?.guard(namespace, changed, consent) ?? changed;
    });
  }

  #apiOf(
    upstream: Upstream | undefined,
    change = (_: NamespaceDefinition, methods: Method[]) => methods,
  ): Api {
    const { namespaces } = this.#options;
    const methods = upstream
      ? namespaces.flatMap((namespace) => change(namespace, bind(namespace, upstream)))
      : [];
    return apiOf(methods, () => this.#types ??= declarations(namespaces));
  }

  /** The servers of the user's config, as far as they are known. */
  get servers(): readonly ServerSummary[] {
    return this.#servers?.summaries() ?? [];
  }

  /** What they offer to programs, as far as it is known. */
  get offered(): readonly OfferedServer[] {
    return this.#servers?.offered() ?? [];
  }

  /** Calls `listener` whenever a server has listed other tools than before. */
  set onListed(listener: () => void) {
    if (this.#servers) this.#servers.onListed = listener;
  }

  /** Starts the memory server in the background; the calls that need it report a failure. */
  start(): void {
    this.#memory?.start();
    this.tidy();
  }

  /** Removes what killed servers have left of the memory's copies, in the background. */
  tidy(): void {
    this.#trials?.start();
  }

  /** Starts the processes that the first program would have to wait for. */
  warm(): void {
    this.#executor.warm();
  }

  /** Cancels what runs and ends every process: at once, for all wait for the calls that are in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#options.shared ? undefined : this.#executor[Symbol.asyncDispose](),
      this.#memory?.close(),
      this.#trials?.[Symbol.asyncDispose](),
      this.#servers?.[Symbol.asyncDispose](),
    ]);
  }
}

const NEVER = new AbortController().signal;
/** What an answer keeps for what was changed: 40 lines of 100 characters, as JSON, and counts. */
const CHANGES_CHARS = 5_000;
const NOT_COPIED = "a memory server of the user's own cannot be copied";

function whileStopped<Q, A>(
  ask: (question: Q, signal: AbortSignal) => Promise<A>,
  clock: Clock,
): (question: Q, signal: AbortSignal) => Promise<A> {
  return async (question, signal) => {
    using _pause = clock.pause();
    return await ask(question, signal);
  };
}
