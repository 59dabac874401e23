import type { NamespaceDefinition } from "./namespace.ts";
import { fieldsText, type Interfaces, typeText } from "./type_text.ts";

/** Writes a namespace as the TypeScript declarations that a model reads. */
export function declarations(namespace: NamespaceDefinition): string {
  const interfaces: Interfaces = new Map();
  const methods: string[] = [];
  for (const [name, { about, parameters, result }] of Object.entries(namespace.methods)) {
    const list = parameters.map(([key, schema]) => `${key}: ${typeText(schema, interfaces)}`);
    // Before the method and closed: some clients fold line ends, behind which `//` would hide the rest.
    const comment = about === undefined ? "" : `/* ${about} */ `;
    methods.push(
      `  ${comment}${name}(${list.join(", ")}): Promise<${typeText(result, interfaces)}>;`,
    );
  }
  const named = [...interfaces].map(([name, schema]) =>
    `interface ${name} { ${fieldsText(schema)} }`
  );
  const global = `declare const ${namespace.name}: {\n${methods.join("\n")}\n};`;
  return [...named, global].join("\n");
}
