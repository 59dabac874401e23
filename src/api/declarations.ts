import type { NamespaceDefinition } from "./namespace.ts";
import { fieldsText, type Interfaces, typeText } from "./type_text.ts";

/** Writes namespaces as the TypeScript declarations that a model reads. */
export function declarations(namespaces: readonly NamespaceDefinition[]): string {
  const interfaces: Interfaces = new Map();
  const globals = namespaces.map((namespace) => declaration(namespace, interfaces));
  const named = [...interfaces].map(([name, schema]) =>
    `interface ${name} { ${fieldsText(schema)} }`
  );
  return [...named, ...globals].join("\n");
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
