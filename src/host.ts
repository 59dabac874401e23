import { bind } from "./api/bind.ts";
import { declarations } from "./api/declarations.ts";
import { type Api, apiOf } from "./api/method.ts";
import type { NamespaceDefinition } from "./api/namespace.ts";
import type { Limits } from "./config.ts";
import { Checker } from "./executor/type_check/checker.ts";
import { type ExecuteOptions, type Execution, Executor } from "./executor/executor.ts";
import type { OfferedServer, Servers, ServerSummary } from "./servers/configured/servers.ts";
import { type GatewayOptions, MemoryGateway } from "./servers/memory/gateway.ts";
import type { Block } from "./upstream/tools/read_result.ts";

/** An answer holds its data twice, once of it as a string of JSON with line breaks and escapes. */
const BYTES_PER_REPLY_CHAR = 3;

export interface HostOptions {
  /** The embedded namespaces that programs can call; none without the memory. */
  readonly namespaces: readonly NamespaceDefinition[];
  readonly memory?: Omit<GatewayOptions, "limits">;
  /** The servers of the user's config; the host ends them. */
  readonly servers?: Servers;
  readonly limits: Limits;
  /** Whether the types of programs are checked before they write. */
  readonly typeCheck?: boolean;
}

export type { OfferedServer } from "./servers/configured/servers.ts";

/** An execution, and the files whose handles its result holds. */
export interface HostExecution extends Execution {
  /** As the servers sent them. */
  readonly files: readonly Block[];
}

/** What runs programs, and the servers behind what they call: one for each user. */
export class Host implements AsyncDisposable {
  readonly #api: Api;
  readonly #executor: Executor;
  readonly #memory: MemoryGateway | undefined;
  readonly #servers: Servers | undefined;

  constructor({ namespaces, memory, servers, limits, typeCheck = true }: HostOptions) {
    this.#executor = new Executor(limits, undefined, typeCheck ? new Checker() : undefined);
    this.#servers = servers;
    const methods = [];
    if (memory) {
      const { lockMs, replyChars } = limits;
      const answerBytes = replyChars * BYTES_PER_REPLY_CHAR;
      const gateway = this.#memory = new MemoryGateway({
        ...memory,
        limits: { lockMs, answerBytes },
      });
      for (const namespace of namespaces) {
        const bound = bind(namespace, gateway);
        methods.push(...servers?.guard(namespace, bound) ?? bound);
      }
    }
    let text: string | undefined;
    this.#api = apiOf(methods, () => text ??= declarations(namespaces));
  }

  /** Runs a program; see `Executor.execute`. */
  async execute(source: string, options: ExecuteOptions = {}): Promise<HostExecution> {
    if (!this.#servers) {
      return { ...await this.#executor.execute(source, this.#api, options), files: [] };
    }
    const { api, files } = this.#servers.forProgram();
    const both: Api = {
      ...api,
      names: { ...api.names, ...this.#api.names },
      get: (name) => this.#api.get(name) ?? api.get(name),
      types: (mentioned) => [this.#api, api].map((one) => one.types!(mentioned)).join("\n"),
    };
    const execution = await this.#executor.execute(source, both, options);
    const { blocks, omitted } = files.of(execution.outcome.result);
    if (omitted === undefined) return { ...execution, files: blocks };
    const { hint } = execution.outcome;
    const outcome = { ...execution.outcome, hint: hint ? `${hint}. ${omitted}` : omitted };
    return { ...execution, outcome, files: blocks };
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
  }

  /** Starts the processes that the first program would have to wait for. */
  warm(): void {
    this.#executor.warm();
  }

  /** Cancels what runs and ends every process: at once, for all wait for the calls that are in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#executor[Symbol.asyncDispose](),
      this.#memory?.close(),
      this.#servers?.[Symbol.asyncDispose](),
    ]);
  }
}
