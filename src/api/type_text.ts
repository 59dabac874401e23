import { z } from "zod";
import { Work } from "./types/form.ts";
import { entries, type Schema } from "./types/schema.ts";
import { TypeWriter } from "./types/type_writer.ts";

/** The names of the interfaces that a type refers to, with their schemas. */
export type Interfaces = Map<string, Schema>;

const FORM = { comments: false, given: false, values: Infinity };
const UNBOUNDED = { depth: Infinity, chars: Infinity, work: new Work(Infinity) };

/**
 * Writes a schema as a TypeScript type: `{ entityName: string; contents: string[] }[]`.
 *
 * @param interfaces collects the named schemas that the type refers to
 */
export function typeText(schema: z.ZodType, interfaces: Interfaces = new Map()): string {
  if (schema.type === "void") return "void";
  const json = z.toJSONSchema(schema) as Schema;
  for (const [name, definition] of entries(json.$defs)) interfaces.set(name, definition as Schema);
  return writer(json).write(json).text;
}

/** Writes a schema as a type that refers to no other. */
export function wholeTypeText(schema: z.ZodType): string {
  if (schema.type === "void") return "void";
  const json = z.toJSONSchema(schema) as Schema;
  return writer(json, false).write(json).text;
}

/** Writes the fields of an object schema, e.g. `from: string; to: string`. */
export function fieldsText(schema: Schema): string {
  return writer(schema).fields(schema).written.join("; ");
}

function writer(root: Schema, named = true): TypeWriter {
  return new TypeWriter({ ...FORM, named, root }, UNBOUNDED);
}
