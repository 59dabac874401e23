import { isRecord } from "./schema.ts";
import { visibleEscapes } from "./plain_line.ts";

/** Longer values are written as their type. */
const LITERAL_CHARS = 80;
const LITERAL_DEPTH = 4;
const LITERAL_ENTRIES = 12;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** @returns whether `name` can stand behind a dot. ASCII only: look-alikes are quoted. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** Writes a name as the name of a property: quoted where it is no identifier. */
export function propertyName(name: string): string {
  return isIdentifier(name) ? name : quoted(name);
}

/** Writes a JSON value as the type of just this value, or of its kind where that would be long. */
export function literalType(value: unknown, depth = 0): string {
  switch (typeof value) {
    case "string":
      return value.length > LITERAL_CHARS ? "string" : quoted(value);
    case "number":
      // JSON has `1e999`, which is read as Infinity and is no literal.
      return Number.isFinite(value) ? String(value) : "number";
    case "boolean":
      return String(value);
  }
  if (value === null) return "null";
  if (depth === LITERAL_DEPTH) return "unknown";
  if (Array.isArray(value)) {
    if (value.length > LITERAL_ENTRIES) return "unknown[]";
    return `[${value.map((item) => literalType(item, depth + 1)).join(", ")}]`;
  }
  if (!isRecord(value)) return "unknown";
  const keys = Object.keys(value);
  if (keys.length > LITERAL_ENTRIES || keys.some((key) => key.length > LITERAL_CHARS)) {
    return "Record<string, unknown>";
  }
  const fields = keys.map((key) => `${propertyName(key)}: ${literalType(value[key], depth + 1)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join("; ")} }`;
}

/** @returns the kind of a value that is not written, e.g. `string` */
export function literalKind(value: unknown): string {
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "unknown";
}

function quoted(text: string): string {
  return `'${visibleEscapes(text.replace(/[\\']/g, "\\$&"))}'`;
}
