import { fullName } from "./method.ts";
import type { MethodDefinition, NamespaceDefinition } from "./namespace.ts";
import { fieldsText, type Interfaces, typeText, wholeTypeText } from "./type_text.ts";

/** Writes namespaces as the TypeScript declarations that a model reads. */
export function declarations(namespaces: readonly NamespaceDefinition[]): string {
  const interfaces: Interfaces = new Map();
  const globals = namespaces.map((namespace) => declaration(namespace, interfaces));
  const named = [...interfaces].map(([name, schema]) =>
    `interface ${name} { ${fieldsText(schema)} }`
  );
  return [...named, ...globals].join("\n");
}

/** Writes a method in one line that refers to no other, e.g. `memory.openNodes(names: string[]): …`. */
export function methodSignature(
  namespace: string,
  name: string,
  { parameters, result }: MethodDefinition,
): string {
  const list = parameters.map(([key, schema]) => `${key}: ${wholeTypeText(schema)}`);
  return `${fullName({ namespace, name })}(${list.join(", ")}): Promise<${wholeTypeText(result)}>`;
}

/** Writes the methods of a namespace with the names of their parameters: `openNodes(names)`. */
export function methodNames({ methods }: NamespaceDefinition): string[] {
  return Object.entries(methods).map(([name, { parameters }]) =>
    `${name}(${parameters.map(([key]) => key).join(", ")})`
  );
}

/** @param interfaces collects those that the methods refer to */
function declaration(namespace: NamespaceDefinition, interfaces: Interfaces): string {
  const methods: string[] = [];
  for (const [name, { about, parameters, result }] of Object.entries(namespace.methods)) {
    const list = parameters.map(([key, schema]) => `${key}: ${typeText(schema, interfaces)}`);
    // Before the method and closed: some clients fold line ends, behind which `//` would hide the rest.
    const comment = about === undefined ? "" : `/* ${about} */ `;
    methods.push(
      `  ${comment}${name}(${list.join(", ")}): Promise<${typeText(result, interfaces)}>;`,
    );
  }
  return `declare const ${namespace.name}: {\n${methods.join("\n")}\n};`;
}
