import type { McpServerProcess } from "../servers.ts";
import { Ledger } from "./ledger.ts";
import { type Kind, KINDS, pick } from "./programs.ts";

/** So many texts may lie in the file before they are deleted again. */
const MOST_TEXTS = 1_000;

/** What we look at in the answer to a submission. */
interface Outcome {
  status: "ok" | "error";
  error?: { kind: string; message: string };
  calls: { written?: number; unknown?: number };
}

/** A submission that was sent, and how long its answer took, in milliseconds. */
export interface Sent {
  readonly kind: string;
  readonly ms: number;
  /** Why the end is not the one that it must have. */
  readonly wrong?: string;
}

/** Sends one submission after the other to a server, and keeps the books of what it wrote. */
export class SoakClient {
  readonly ledger: Ledger;
  readonly #server: McpServerProcess;

  constructor(server: McpServerProcess, name: string) {
    this.#server = server;
    this.ledger = new Ledger(name);
  }

  /** Makes the client's entity. */
  async start(): Promise<void> {
    const entity = { name: this.ledger.name, entityType: "Client", observations: [] };
    await this.#server.execute(`await memory.createEntities([${JSON.stringify(entity)}])`);
  }

  /** @param take called with every submission, until `until` by the clock of `performance.now()` */
  async run(until: number, take: (sent: Sent) => void): Promise<void> {
    while (performance.now() < until) {
      take(await this.send(pick()));
      if (this.ledger.all.length > MOST_TEXTS) await this.#tidy();
    }
  }

  /** Sends a submission of a kind. */
  async send(name: string): Promise<Sent> {
    const kind = KINDS[name]!;
    const texts = this.ledger.take(kind.writes ?? 0);
    const startedAt = performance.now();
    const outcome = await this.#execute(kind, texts);
    const ms = performance.now() - startedAt;
    if (!outcome) {
      this.ledger.allow(texts);
      return { kind: name, ms };
    }
    const { status, error, calls: { written = 0, unknown = 0 } } = outcome;
    const answered = status === "ok" ? texts.length : written;
    this.ledger.acknowledge(texts.slice(0, answered));
    this.ledger.allow(texts.slice(answered, answered + unknown));
    const ended = error?.kind ?? status;
    if (ended === kind.ends) return { kind: name, ms };
    return { kind: name, ms, wrong: `${name} ended with "${ended}": ${error?.message ?? ""}` };
  }

  /** @returns nothing when it was taken back: then there is no answer */
  async #execute(kind: Kind, texts: readonly string[]): Promise<Outcome | undefined> {
    const write = `for (const text of ${JSON.stringify(texts)}) {
      await memory.addObservations([{ entityName: name, contents: [text] }]);
    }`;
    const code = `const name = ${JSON.stringify(this.ledger.name)};\n${kind.code(write)}`;
    const signal = kind.cancelMs === undefined ? undefined : AbortSignal.timeout(kind.cancelMs);
    const limits = kind.timeoutMs === undefined ? {} : { timeout_ms: kind.timeoutMs };
    const params = { name: "execute_code", arguments: { code, ...limits } };
    try {
      const options = signal ? { signal } : {};
      const result = await this.#server.client.callTool(params, undefined, options);
      return result.structuredContent as unknown as Outcome;
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    }
  }

  /** Deletes what was written, so that the file stays as small as it was. */
  async #tidy(): Promise<void> {
    const { name, all } = this.ledger;
    const deletions = JSON.stringify([{ entityName: name, observations: all }]);
    await this.#server.execute(`await memory.deleteObservations(${deletions})`);
    this.ledger.forget(all);
  }
}
