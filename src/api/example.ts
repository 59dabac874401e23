import type { NamespaceDefinition } from "./namespace.ts";

/** @returns a program that calls only what `namespace` has, if there is one worth showing */
export function example({ examples = [], methods }: NamespaceDefinition): string | undefined {
  return examples.find(({ needs }) => needs.every((name) => Object.hasOwn(methods, name)))?.code;
}
