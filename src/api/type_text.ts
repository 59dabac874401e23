import { z } from "zod";

type Schema = z.core.JSONSchema.JSONSchema;

/** The names of the interfaces that a type refers to, with their schemas. */
export type Interfaces = Map<string, Schema>;

/**
 * Writes a schema as a TypeScript type: `{ entityName: string; contents: string[] }[]`.
 *
 * @param interfaces collects the named schemas that the type refers to
 */
export function typeText(schema: z.ZodType, interfaces: Interfaces = new Map()): string {
  if (schema.type === "void") return "void";
  const json = z.toJSONSchema(schema) as Schema;
  for (const [name, definition] of Object.entries(json.$defs ?? {})) {
    interfaces.set(name, definition as Schema);
  }
  return write(json);
}

/** Writes the fields of an object schema, e.g. `from: string; to: string`. */
export function fieldsText({ properties = {}, required = [] }: Schema): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      return `${name}${required.includes(name) ? "" : "?"}: ${write(schema as Schema)}`;
    })
    .join("; ");
}

function write(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1)!;
  switch (schema.type) {
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "number":
    case "integer":
      return "number";
    case "array":
      return `${write(schema.items as Schema)}[]`;
    case "object":
      return `{ ${fieldsText(schema)} }`;
  }
  throw new TypeError(`Cannot write the schema as a type: ${JSON.stringify(schema)}`);
}
