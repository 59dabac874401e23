import type { NamespaceDefinition } from "./namespace.ts";

/** Programs of a few lines, the one that shows most first, with the methods that each needs. */
const EXAMPLES = [
  {
    needs: ["searchNodes", "addObservations"],
    code: `const { entities } = await memory.searchNodes("status: active");
await memory.addObservations(entities.map((e) => ({ entityName: e.name, contents: ["seen"] })));
return entities.length;`,
  },
  {
    needs: ["searchNodes"],
    code: `const { entities } = await memory.searchNodes("status: active");
return entities.map((e) => e.name);`,
  },
];

/** @returns a program that calls only what `namespace` has, if there is one worth showing */
export function example({ methods }: NamespaceDefinition): string | undefined {
  return EXAMPLES.find(({ needs }) => needs.every((name) => Object.hasOwn(methods, name)))?.code;
}
