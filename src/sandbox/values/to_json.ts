import { Description } from "./describe.ts";
import { elide } from "./elide.ts";
import { PlainMeter } from "./plain_meter.ts";
import { arrayPrototype, hasOwn, objectPrototype, stringify } from "../primordials.ts";

/** A value as JSON text. */
export interface JsonText {
  /** Left `undefined` for an `undefined` value. */
  text: string | undefined;
  /**
   * Characters of the full JSON text. A lower bound for a value of more than a million parts or
   * 16 Mi characters: to know it exactly would cost the memory that the limit is there for.
   */
  size: number;
  /** Whether `text` leaves something out. */
  cut: boolean;
  /** Whether fields are left out because they are `undefined`, as JSON has it. */
  gaps?: boolean;
}

// Above this the full text is not built just to be measured.
const MAX_EXACT_CHARS = 16 * 2 ** 20;

/**
 * Describes any value as JSON text. JSON values stay as they are, fields that are `undefined` are left out;
 * what else JSON can't hold is described in square brackets (`["[undefined]"]`, `{"[Map]":[["key","value"]]}`),
 * and what goes over the budget is
 * counted in its place (`"… 412 more"`). Never throws, whatever the value's getters do.
 *
 * @param budget the most that `text` may hold, in characters; at least 32
 */
export function toJson(value: unknown, budget: number): JsonText {
  if (value === undefined) return { text: undefined, size: 0, cut: false };
  try {
    return plainToJson(value, budget) ?? describedToJson(value, budget);
  } catch {
    // Out of stack, or an object that changes while it is read.
    const text = '"[value that cannot be read]"';
    return { text, size: text.length, cut: false };
  }
}

/** The way of nearly all values: a look at the types, and one `JSON.stringify`. */
function plainToJson(value: unknown, budget: number): JsonText | undefined {
  if (polluted()) return undefined;
  const meter = new PlainMeter();
  try {
    return meter.isPlain(value) ? within(value, budget, meter.chars) : undefined;
  } catch {
    return undefined; // a getter or a proxy: `Description` shows which
  }
}

function describedToJson(value: unknown, budget: number): JsonText {
  const { tree, complete, gaps } = new Description(value);
  const meter = new PlainMeter();
  meter.isPlain(tree);
  const { text, size, cut } = within(tree, budget, meter.chars);
  const json = { text, size, cut: cut || !complete };
  return gaps ? { ...json, gaps } : json;
}

/** @param least a lower bound of the size */
function within(plain: unknown, budget: number, least: number): JsonText {
  if (least > MAX_EXACT_CHARS) return { text: elide(plain, budget), size: least, cut: true };
  const text = stringify(plain);
  if (text.length <= budget) return { text, size: text.length, cut: false };
  return { text: elide(plain, budget), size: text.length, cut: true };
}

/** Whether `JSON.stringify` would ask a prototype, and drop what that answers. */
function polluted(): boolean {
  return hasOwn(objectPrototype, "toJSON") || hasOwn(arrayPrototype, "toJSON");
}
