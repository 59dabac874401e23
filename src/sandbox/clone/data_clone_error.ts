import { uncurryThis } from "../uncurry_this.ts";

// Longer sources are told by their beginning and end, as V8 does.
const SOURCE = { max: 128, head: 111, tail: 2 };

const NativeDOMException = DOMException;
const slice = uncurryThis(String.prototype.slice);
const sourceOf: (value: object) => string = uncurryThis(Function.prototype.toString);
const symbolText: (value: symbol) => string = uncurryThis(Symbol.prototype.toString);

/** @throws {DOMException} always: `DataCloneError` */
export function refuse(message: string): never {
  throw new NativeDOMException(message, "DataCloneError");
}

/**
 * Refuses a value that is neither data nor an object.
 *
 * @throws {DOMException} `DataCloneError`, with the text that V8 has for it
 */
export function refuseValue(value: symbol | object): never {
  if (typeof value === "symbol") refuse(`${symbolText(value)} could not be cloned.`);
  const text = sourceOf(value);
  const { max, head, tail } = SOURCE;
  const short = text.length <= max
    ? text
    : `${slice(text, 0, head)}...<omitted>...${slice(text, -tail)}`;
  refuse(`${short} could not be cloned.`);
}
