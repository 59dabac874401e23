import type { NamespaceDefinition } from "./namespace.ts";

/** @returns a program that calls only what the namespaces have, if there is one worth showing */
export function example(namespaces: readonly NamespaceDefinition[]): string | undefined {
  for (const { examples = [], methods } of namespaces) {
    const shown = examples.find(({ needs }) => needs.every((name) => Object.hasOwn(methods, name)));
    if (shown) return shown.code;
  }
}
