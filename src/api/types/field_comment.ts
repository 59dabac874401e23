import { plainLine } from "./plain_line.ts";
import type { Schema } from "./schema.ts";

const COMMENT_CHARS = 120;
const VALUE_CHARS = 40;
/** What a type cannot say, in the words of the schema. */
const TOLD = [
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "format",
];

/** What to know of a property beyond its type, e.g. `Results a page (default 30, maximum 100)`. */
export function fieldComment(schema: Schema): string {
  const facts: string[] = [];
  if (schema.default !== undefined) {
    facts.push(`default ${plainLine(short(schema.default), VALUE_CHARS)}`);
  }
  for (const keyword of TOLD) {
    const value = schema[keyword];
    const noLimit = typeof value === "number" && Math.abs(value) >= Number.MAX_SAFE_INTEGER;
    if (noLimit || (typeof value !== "number" && typeof value !== "string")) continue;
    const said = keyword === "format" ? "" : `${keyword} `;
    facts.push(said + plainLine(String(value), VALUE_CHARS));
  }
  const told = facts.length === 0 ? "" : `(${facts.join(", ").slice(0, COMMENT_CHARS - 2)})`;
  const room = COMMENT_CHARS - told.length - 1;
  const about = typeof schema.description === "string" && room > 1
    ? plainLine(schema.description, room)
    : "";
  return [about, told].filter((part) => part !== "").join(" ");
}

/** The start of a value as JSON. What a value of a megabyte holds is not looked at. */
function short(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, VALUE_CHARS));
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[…]";
  return typeof value === "object" && value !== null ? "{…}" : String(value);
}
