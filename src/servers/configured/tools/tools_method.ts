import type { Method } from "../../../api/method.ts";

/** A method of the global `tools`, made anew for each call. */
export interface ToolsMethod {
  readonly name: string;
  make(): Method;
}

/** @returns a method that changes nothing and answers from what is known here */
export function readingMethod<I>(
  name: string,
  parse: (args: readonly unknown[]) => I,
  answer: (input: I, signal: AbortSignal) => Promise<unknown>,
): ToolsMethod {
  return {
    name,
    make: () => ({
      namespace: "tools",
      name,
      mutates: false,
      parse,
      forward: (input, signal) => answer(input as I, signal),
    }),
  };
}
