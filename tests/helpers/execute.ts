import { declarations } from "../../src/api/declarations.ts";
import { bind } from "../../src/api/bind.ts";
import { type Api, apiOf } from "../../src/api/method.ts";
import { memory } from "../../src/servers/memory/namespace.ts";
import type { NamespaceDefinition } from "../../src/api/namespace.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/config.ts";
import type { Checker } from "../../src/executor/type_check/checker.ts";
import { type ExecuteOptions, Executor } from "../../src/executor/executor.ts";
import type { HostExecution } from "../../src/host/host.ts";
import type { Outcome } from "../../src/outcome/outcome.ts";
import type { MemoryGateway } from "../../src/servers/memory/gateway.ts";
import { Scratch } from "./scratch.ts";

/** The real thing from source text to outcome, on a memory file of its own, without the MCP side. */
export class Workbench implements AsyncDisposable {
  readonly scratch: Scratch;
  readonly gateway: MemoryGateway;
  readonly executor: Executor;
  readonly api: Api;

  /**
   * @param lines what the memory file holds at first
   * @param namespaces what code can call
   * @param checker checks the types of what is run, if they are to be checked
   */
  constructor(
    limits: Partial<Limits> = {},
    lines: readonly unknown[] = [],
    readonly namespaces: readonly NamespaceDefinition[] = [memory],
    checker?: Checker,
  ) {
    this.scratch = new Scratch(lines);
    this.gateway = this.scratch.gateway({ repairCommand: "COMMAND" });
    const methods = namespaces.flatMap((namespace) => bind(namespace, this.gateway));
    this.api = apiOf(methods, () => declarations(namespaces));
    this.executor = new Executor({ ...DEFAULT_LIMITS, ...limits }, { checker });
  }

  async execute(source: string, options?: ExecuteOptions): Promise<HostExecution> {
    return { ...await this.executor.execute(source, this.api, options), files: [] };
  }

  /** Runs `source` and gives its outcome. */
  async run(source: string, options?: ExecuteOptions): Promise<Outcome> {
    return (await this.execute(source, options)).outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executor[Symbol.asyncDispose]();
    await this.gateway.close();
    this.scratch[Symbol.dispose]();
  }
}
