import { fullName, type Method } from "./method.ts";
import type { MethodDefinition, NamespaceDefinition } from "./namespace.ts";
import { parseArguments } from "./parse_arguments.ts";

/** Carries calls to the server behind a namespace; the memory gateway is one. */
export interface Upstream {
  call(
    tool: string,
    args: Record<string, unknown>,
    options: { mutates: boolean; signal: AbortSignal },
  ): Promise<unknown>;
  /** About how long an answer to a call that reads may be now, in characters of JSON. */
  answerChars?(): number;
}

/** @returns the methods of `namespace`, each forwarding to `upstream`, and those that are left out */
export function bind(namespace: NamespaceDefinition, upstream: Upstream): Method[] {
  const leftOut = Object.entries(namespace.leftOut ?? {}).map(([name, why]): Method => {
    const refuse = () => {
      throw new TypeError(`${fullName({ namespace: namespace.name, name })} is left out: ${why}`);
    };
    return {
      namespace: namespace.name,
      name,
      mutates: false,
      leftOut: why,
      parse: refuse,
      forward: refuse,
    };
  });
  const methods = Object.entries(namespace.methods).map(([name, definition]): Method => {
    const called = fullName({ namespace: namespace.name, name });
    return {
      namespace: namespace.name,
      name,
      mutates: definition.mutates,
      answersNothing: definition.result.type === "void",
      isTyped: true,
      // What a mutation answers is no longer than what it was given.
      answerChars: () => definition.mutates ? 0 : upstream.answerChars?.() ?? 0,
      parse: (args) => parseArguments(called, definition.parameters, args),
      forward: async (input, signal) => {
        const { tool, mutates } = definition;
        const answer = await upstream.call(tool, input as Record<string, unknown>, {
          mutates,
          signal,
        });
        return pick(definition, answer);
      },
    };
  });
  return [...methods, ...leftOut];
}

function pick({ pick, result }: MethodDefinition, answer: unknown): unknown {
  if (result.type === "void") return undefined;
  // Servers from before structured answers give the picked field alone, as text.
  if (pick === undefined || Array.isArray(answer)) return answer;
  return (answer as Record<string, unknown>)[pick];
}
