import { DEFAULT_LIMITS, type Limits } from "../../../src/config.ts";
import { Host, type HostRunOptions } from "../../../src/host/host.ts";
import type { Outcome } from "../../../src/outcome/outcome.ts";
import { memory } from "../../../src/servers/memory/namespace.ts";

/** A host whose programs can call the memory and nothing else; no types are checked. */
export function hostOn(memoryFile: string, limits: Partial<Limits> = {}): Host {
  return new Host({
    namespaces: [memory],
    memory: { memoryFile },
    limits: { ...DEFAULT_LIMITS, ...limits },
    typeCheck: false,
  });
}

/** Runs a program on a copy of the memory. */
export async function dry(host: Host, code: string, options?: HostRunOptions): Promise<Outcome> {
  return (await host.execute(code, { ...options, mode: "dry" })).outcome;
}

/** Runs a program that writes all that it changes at its end, or nothing. */
export async function atomic(host: Host, code: string, options?: HostRunOptions): Promise<Outcome> {
  return (await host.execute(code, { ...options, mode: "atomic" })).outcome;
}

/** Writes the plan of a dry run. */
export async function apply(host: Host, plan: string): Promise<Outcome> {
  return (await host.apply(plan)).outcome;
}
