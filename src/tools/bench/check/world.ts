import { join } from "node:path";
import { bind } from "../../../api/bind.ts";
import { type Api, apiOf } from "../../../api/method.ts";
import { DEFAULT_LIMITS } from "../../../config.ts";
import { Executor } from "../../../executor/executor.ts";
import { MemoryGateway } from "../../../servers/memory/gateway.ts";
import { memory } from "../../../servers/memory/namespace.ts";

/** What a run came to, as texts that can be compared. */
export interface Trace {
  /** It was refused before any of it ran. */
  readonly refused: boolean;
  /** How often it called what it can call. */
  readonly calls: number;
  /** What it failed with. */
  readonly error?: string;
  readonly result: string;
  readonly logs: string;
  readonly memory: string;
}

/** Runs programs as the product does, without a check of their types, each on the same memory. */
export class World implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "code-mode-bench-" });
  readonly #file = join(this.#folder, "memory.jsonl");
  readonly #gateway = new MemoryGateway({ memoryFile: this.#file });
  readonly #executor = new Executor(DEFAULT_LIMITS);
  readonly #api: Api = apiOf(bind(memory, this.#gateway));
  readonly #timeoutMs: number;
  readonly #text: string;

  /** @param text what the memory file holds before each run */
  constructor(text: string, timeoutMs: number) {
    this.#text = text;
    this.#timeoutMs = timeoutMs;
  }

  async run(code: string): Promise<Trace> {
    Deno.writeTextFileSync(this.#file, this.#text);
    const { outcome, timing } = await this.#executor.execute(code, this.#api, {
      timeoutMs: this.#timeoutMs,
    });
    await this.#settled();
    const { error, result, logs, calls } = outcome;
    return {
      refused: error !== undefined && timing.sandboxMs === 0,
      calls: calls.total,
      ...(error ? { error: `${error.kind}: ${error.message}` } : {}),
      result: JSON.stringify(result) ?? "",
      logs: JSON.stringify(logs) ?? "",
      memory: Deno.readTextFileSync(this.#file).split("\n").toSorted().join("\n"),
    };
  }

  /** A read waits for the writes before it, also for one that the program did not wait for. */
  async #settled(): Promise<void> {
    const { signal } = new AbortController();
    await this.#gateway.call("read_graph", {}, { mutates: false, signal }).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#executor[Symbol.asyncDispose]();
    await this.#gateway.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

/** What of a run comes out otherwise than it must. */
export type Harm = "error" | "result" | "logs" | "memory";

/** @returns what a mistake did; nothing where the run went as that of the program without it */
export function harmOf(mutant: Trace, original: Trace): Harm | undefined {
  if (mutant.error !== original.error) return "error";
  return (["memory", "result", "logs"] as const).find((part) => mutant[part] !== original[part]);
}
