import {
  bigIntValueOf,
  booleanValueOf,
  Date,
  dateGetTime,
  isBigIntObject,
  isBooleanObject,
  isBoxedPrimitive,
  isDate,
  isNumberObject,
  isRegExp,
  isStringObject,
  numberValueOf,
  Object,
  RegExp,
  stringValueOf,
  uncurryGetter,
} from "../primordials.ts";
import { refuse } from "./data_clone_error.ts";

const sourceOf = uncurryGetter<string>(RegExp.prototype, "source");
// `flags` itself would ask the object for each, and believe it.
const FLAGS = Object.entries({
  hasIndices: "d",
  global: "g",
  ignoreCase: "i",
  multiline: "m",
  dotAll: "s",
  unicode: "u",
  unicodeSets: "v",
  sticky: "y",
  // deno-lint-ignore code-mode/primordials -- while this file is loaded
}).map(([name, flag]) => ({ flag, isSet: uncurryGetter<boolean>(RegExp.prototype, name) }));

/**
 * Clones an object that holds no other: a boxed primitive, a date, a regular expression.
 *
 * @returns `undefined` when it is none of them
 */
export function cloneLeaf(value: object): object | undefined {
  if (isDate(value)) return new Date(dateGetTime(value));
  if (isBoxedPrimitive(value)) return Object(unboxed(value));
  if (!isRegExp(value)) return undefined;
  let flags = "";
  for (let i = 0; i < FLAGS.length; i++) if (FLAGS[i]!.isSet(value)) flags += FLAGS[i]!.flag;
  return new RegExp(sourceOf(value), flags);
}

function unboxed(value: object): unknown {
  if (isNumberObject(value)) return numberValueOf(value);
  if (isStringObject(value)) return stringValueOf(value);
  if (isBooleanObject(value)) return booleanValueOf(value);
  if (isBigIntObject(value)) return bigIntValueOf(value);
  return refuse("[object Symbol] could not be cloned.");
}
