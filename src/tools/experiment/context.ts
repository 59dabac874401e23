import type { McpServerProcess } from "../bench/servers.ts";
import type { Exchange } from "./arms.ts";

/** How much of something there is in a model's context. */
export interface Size {
  characters: number;
  /** By o200k_base: an estimate, every model counts its own way. */
  tokens: number;
}

/** What the task puts into a model's context. */
export interface Context {
  /** The definitions of the tools, as hosts send them: name, description, input. */
  tools: Size;
  /** What the model writes. */
  calls: Size;
  /** What comes back: the structured content once, which hosts show instead of the same as text. */
  results: Size;
}

/** Measures it. */
export async function measureContext(
  server: McpServerProcess,
  exchanges: readonly Exchange[],
): Promise<Context> {
  const size = await sizer();
  const { tools } = await server.client.listTools();
  return {
    tools: size(tools.map(asSent)),
    calls: size(exchanges.map(callOf)),
    results: size(exchanges.map(resultOf)),
  };
}

/** @returns the sum of the parts */
export function total({ tools, calls, results }: Context): Size {
  return {
    characters: tools.characters + calls.characters + results.characters,
    tokens: tools.tokens + calls.tokens + results.tokens,
  };
}

/** A tool's definition, as hosts send it. */
export function asSent({ name, description, inputSchema }: Definition): unknown {
  return { name, description, input_schema: inputSchema };
}

interface Definition {
  name: string;
  description?: string | undefined;
  inputSchema: unknown;
}

/** What the model writes of an exchange. */
export function callOf({ tool, args }: Exchange): unknown {
  return { name: tool, input: args };
}

/** What comes back of an exchange, as hosts show it. */
export function resultOf({ result }: Exchange): unknown {
  return result.structuredContent ?? result.content;
}

/** Measures values by their JSON. Loaded by the experiments alone: its tables are 2 MB. */
export async function sizer(): Promise<(values: readonly unknown[]) => Size> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  return (values) => {
    const texts = values.map((value) => JSON.stringify(value));
    return {
      characters: texts.reduce((sum, text) => sum + text.length, 0),
      tokens: texts.reduce((sum, text) => sum + countTokens(text), 0),
    };
  };
}
