import type { NamespaceDefinition } from "./namespace.ts";
import { fieldsText, type Interfaces, typeText } from "./type_text.ts";

/**
 * Writes a namespace as the TypeScript declarations that a model reads.
 *
 * @param allows whether a method is shown, by its name; all are without it
 */
export function declarations(
  namespace: NamespaceDefinition,
  allows: (name: string) => boolean = () => true,
): string {
  const interfaces: Interfaces = new Map();
  const methods: string[] = [];
  for (const [name, { about, parameters, result }] of Object.entries(namespace.methods)) {
    if (!allows(name)) continue;
    const list = parameters.map(([key, schema]) => `${key}: ${typeText(schema, interfaces)}`);
    const comment = about === undefined ? "" : ` // ${about}`;
    methods.push(
      `  ${name}(${list.join(", ")}): Promise<${typeText(result, interfaces)}>;${comment}`,
    );
  }
  const named = [...interfaces].map(([name, schema]) =>
    `interface ${name} { ${fieldsText(schema)} }`
  );
  const global = `declare const ${namespace.name}: {\n${methods.join("\n")}\n};`;
  return [...named, global].join("\n");
}
