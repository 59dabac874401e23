import {
  bigIntValueOf,
  booleanValueOf,
  dateGetTime,
  dateToISOString,
  functionToString,
  getOwnPropertyDescriptor,
  numberValueOf,
  objectToString,
  stringSlice,
  stringStartsWith,
  stringValueOf,
  symbolValueOf,
  typedArrayName,
} from "../primordials.ts";

/** The name in `[object Name]`: of a built-in its class, unless the program changed the tag. */
export function kindOf(value: object): string {
  const typed = typedArrayName(value);
  if (typed !== undefined) return typed;
  try {
    return stringSlice(objectToString(value), 8, -1);
  } catch {
    return "Object"; // the tag is a getter that throws
  }
}

/**
 * The ISO text of a Date.
 *
 * @throws {TypeError} when it is no Date
 */
export function dateText(date: object): string {
  const time = dateGetTime(date);
  return time === time ? dateToISOString(date) : "[Invalid Date]";
}

/** `[Function: name]`, or `[class: name]`. */
export function functionText(value: object): string {
  try {
    const kind = stringStartsWith(functionToString(value), "class") ? "class" : "Function";
    const name: unknown = getOwnPropertyDescriptor(value, "name")?.value;
    return typeof name === "string" && name !== "" ? `[${kind}: ${name}]` : `[${kind}]`;
  } catch {
    return "[Function]"; // a proxy
  }
}

/**
 * What a boxed primitive holds; `undefined` for a value of another kind.
 *
 * @throws {TypeError} when it is not of the kind that it claims
 */
export function primitiveOf(value: object, kind: string): unknown {
  switch (kind) {
    case "Number":
      return numberValueOf(value);
    case "String":
      return stringValueOf(value);
    case "Boolean":
      return booleanValueOf(value);
    case "BigInt":
      return bigIntValueOf(value);
    case "Symbol":
      return symbolValueOf(value);
  }
  return undefined;
}
