/** A JSON Schema of a stranger: any keyword may hold anything. */
export type Schema = Readonly<Record<string, unknown>>;

/** @returns whether `value` is an object of JSON and no array */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @returns the entries of a keyword that holds schemas by name, e.g. of `properties` */
export function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

/** @returns a keyword that holds a list, e.g. `anyOf`; empty when it holds anything else */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** @returns the names that must be given to an object schema: a server fills in what has a default */
export function neededNames({ required, properties }: Schema): string[] {
  return list(required).filter((name) => {
    if (typeof name !== "string") return false;
    const isKnown = isRecord(properties) && Object.hasOwn(properties, name);
    const property = isKnown ? properties[name] : undefined;
    return !isRecord(property) || property.default === undefined;
  }) as string[];
}

/**
 * Follows a reference inside a document, e.g. `#/$defs/Entity` or `#/properties/parent/items`.
 *
 * @returns the schema there; `undefined` for a reference to elsewhere or to nothing
 */
export function follow(root: unknown, ref: unknown): unknown {
  if (typeof ref !== "string" || ref.length > 1_024) return undefined;
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let found = root;
  for (const step of ref.slice(2).split("/")) {
    const key = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    // A lone per cent sign: the name itself, not an encoded one.
    return step;
  }
}
