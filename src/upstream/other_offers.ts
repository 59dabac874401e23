import { Client } from "@modelcontextprotocol/sdk/client";
import { VERSION } from "../process/version.ts";
import { Anything } from "./incoming/schemas.ts";
import { ProcessTransport } from "./stdio.ts";

/** What a server offers besides tools: names alone. */
export interface OtherOffers {
  readonly prompts: readonly string[];
  readonly resources: readonly string[];
}

const ANSWER_BYTES = 2 ** 20;
const MAX_NAMES = 100;

/**
 * Starts a server, asks it for the first page of its prompts and of its resources, and ends it. What it does
 * not answer counts as nothing.
 *
 * @param limitMs for each of its answers, in milliseconds
 */
export async function otherOffers(
  spawn: () => Deno.ChildProcess,
  limitMs: number,
): Promise<OtherOffers> {
  const client = new Client({ name: "code-mode", version: VERSION }, { capabilities: {} });
  const transport = new ProcessTransport(spawn, ANSWER_BYTES, "server");
  const names = async (what: "prompts" | "resources"): Promise<string[]> => {
    if (client.getServerCapabilities()?.[what] === undefined) return [];
    try {
      const method = `${what}/list` as const;
      const answer = await client.request({ method }, Anything, { timeout: limitMs });
      const list = Array.isArray(answer[what]) ? answer[what].slice(0, MAX_NAMES) : [];
      return list.map((one: { name?: unknown } | null) => one?.name)
        .filter((name) => typeof name === "string");
    } catch {
      return [];
    }
  };
  try {
    await client.connect(transport, { timeout: limitMs });
    return { prompts: await names("prompts"), resources: await names("resources") };
  } catch {
    return { prompts: [], resources: [] };
  } finally {
    await transport.close();
  }
}
