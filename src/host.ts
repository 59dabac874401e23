import { bind } from "./api/bind.ts";
import type { NamespaceDefinition } from "./api/namespace.ts";
import type { Limits } from "./config.ts";
import { Executor } from "./executor/executor.ts";
import { type GatewayOptions, MemoryGateway } from "./servers/memory/gateway.ts";

/** An answer holds its data twice, once of it as a string of JSON with line breaks and escapes. */
const BYTES_PER_REPLY_CHAR = 3;

export interface HostOptions extends Omit<GatewayOptions, "limits"> {
  /** What programs can call. */
  readonly api: NamespaceDefinition;
  readonly limits: Limits;
}

/** What runs programs, and the server behind what they call: one for each user. */
export class Host implements AsyncDisposable {
  readonly executor: Executor;
  readonly #gateway: MemoryGateway;

  constructor({ api, limits, ...options }: HostOptions) {
    const { lockMs, replyChars } = limits;
    this.#gateway = new MemoryGateway({
      ...options,
      limits: { lockMs, answerBytes: replyChars * BYTES_PER_REPLY_CHAR },
    });
    this.executor = new Executor(bind(api, this.#gateway), limits);
  }

  /** Starts the memory server in the background; a failure is reported by the calls that need it. */
  start(): void {
    this.#gateway.start();
  }

  /** Cancels what runs and ends every process: at once, for both wait for the calls that are in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.executor[Symbol.asyncDispose](), this.#gateway.close()]);
  }
}
