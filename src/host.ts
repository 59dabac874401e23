import { bind } from "./api/bind.ts";
import type { NamespaceDefinition } from "./api/namespace.ts";
import type { Limits } from "./config.ts";
import { type Api, apiOf } from "./api/method.ts";
import { type ExecuteOptions, type Execution, Executor } from "./executor/executor.ts";
import { type GatewayOptions, MemoryGateway } from "./servers/memory/gateway.ts";

/** An answer holds its data twice, once of it as a string of JSON with line breaks and escapes. */
const BYTES_PER_REPLY_CHAR = 3;

export interface HostOptions extends Omit<GatewayOptions, "limits"> {
  /** What programs can call. */
  readonly namespaces: readonly NamespaceDefinition[];
  readonly limits: Limits;
}

/** What runs programs, and the server behind what they call: one for each user. */
export class Host implements AsyncDisposable {
  readonly #api: Api;
  readonly #executor: Executor;
  readonly #gateway: MemoryGateway;

  constructor({ namespaces, limits, ...options }: HostOptions) {
    const { lockMs, replyChars } = limits;
    this.#gateway = new MemoryGateway({
      ...options,
      limits: { lockMs, answerBytes: replyChars * BYTES_PER_REPLY_CHAR },
    });
    this.#api = apiOf(namespaces.flatMap((namespace) => bind(namespace, this.#gateway)));
    this.#executor = new Executor(limits);
  }

  /** Runs a program; see `Executor.execute`. */
  execute(source: string, options: ExecuteOptions = {}): Promise<Execution> {
    return this.#executor.execute(source, this.#api, options);
  }

  /** Starts the memory server in the background; a failure is reported by the calls that need it. */
  start(): void {
    this.#gateway.start();
  }

  /** Starts the processes that the first program would have to wait for. */
  warm(): void {
    this.#executor.warm();
  }

  /** Cancels what runs and ends every process: at once, for both wait for the calls that are in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#executor[Symbol.asyncDispose](), this.#gateway.close()]);
  }
}
