import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS, type Limits } from "../../src/config.ts";
import { Host } from "../../src/host/host.ts";
import type { Outcome } from "../../src/outcome/outcome.ts";
import { memory } from "../../src/servers/memory/namespace.ts";
import { Scratch } from "./scratch.ts";

/** The real thing on a memory file of its own, and programs on copies of that. */
export class HostBench implements AsyncDisposable {
  readonly scratch: Scratch;
  readonly host: Host;
  readonly said: string[] = [];

  constructor(lines: readonly unknown[], limits: Partial<Limits> = {}) {
    this.scratch = new Scratch(lines);
    this.host = new Host({
      namespaces: [memory],
      memory: { memoryFile: this.scratch.file, tell: (text) => this.said.push(text) },
      limits: { ...DEFAULT_LIMITS, ...limits },
      typeCheck: false,
    });
  }

  async dry(code: string, timeoutMs?: number): Promise<Outcome> {
    return (await this.host.execute(code, { mode: "dry", timeoutMs })).outcome;
  }

  async atomic(code: string, timeoutMs?: number): Promise<Outcome> {
    return (await this.host.execute(code, { mode: "atomic", timeoutMs })).outcome;
  }

  async apply(plan: string): Promise<Outcome> {
    return (await this.host.apply(plan)).outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host[Symbol.asyncDispose]();
    assertEquals(
      [...Deno.readDirSync(this.scratch.directory)].filter(({ name }) => name.includes(".copy-")),
      [],
      "no copy is left",
    );
    this.scratch[Symbol.dispose]();
  }
}
