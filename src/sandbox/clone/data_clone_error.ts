import { DOMException, functionToString, stringSlice, symbolToString } from "../primordials.ts";

// Longer sources are cut to their beginning and end, as V8 does.
const SOURCE = { max: 128, head: 111, tail: 2 };

/** @throws {DOMException} always: `DataCloneError` */
export function refuse(message: string): never {
  throw new DOMException(message, "DataCloneError");
}

/**
 * Refuses a value that is neither data nor an object.
 *
 * @throws {DOMException} `DataCloneError`, with the text that V8 has for it
 */
export function refuseValue(value: symbol | object): never {
  if (typeof value === "symbol") refuse(`${symbolToString(value)} could not be cloned.`);
  const text = functionToString(value);
  const { max, head, tail } = SOURCE;
  const short = text.length <= max
    ? text
    : `${stringSlice(text, 0, head)}...<omitted>...${stringSlice(text, -tail)}`;
  refuse(`${short} could not be cloned.`);
}
