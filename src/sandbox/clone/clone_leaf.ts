import types from "node:util/types";
import { refuse } from "./data_clone_error.ts";
import { uncurryThis } from "../uncurry_this.ts";

const { isBigIntObject, isBooleanObject, isBoxedPrimitive, isDate, isNumberObject } = types;
const { isRegExp, isStringObject } = types;
const NativeObject = Object;
const NativeDate = Date;
const NativeRegExp = RegExp;
const { prototype: regExpPrototype } = RegExp;
const timeOf = uncurryThis(Date.prototype.getTime);
const numberOf = uncurryThis(Number.prototype.valueOf);
const stringOf = uncurryThis(String.prototype.valueOf);
const booleanOf = uncurryThis(Boolean.prototype.valueOf);
const bigIntOf = uncurryThis(BigInt.prototype.valueOf);
const sourceOf = getter<string>("source");
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
}).map(([name, flag]) => ({ flag, isSet: getter<boolean>(name) }));

/**
 * Clones an object that holds no other: a boxed primitive, a date, a regular expression.
 *
 * @returns `undefined` when it is none of them
 */
export function cloneLeaf(value: object): object | undefined {
  if (isDate(value)) return new NativeDate(timeOf(value));
  if (isBoxedPrimitive(value)) return NativeObject(unboxed(value));
  if (!isRegExp(value)) return undefined;
  let flags = "";
  for (let i = 0; i < FLAGS.length; i++) if (FLAGS[i]!.isSet(value)) flags += FLAGS[i]!.flag;
  return new NativeRegExp(sourceOf(value), flags);
}

function unboxed(value: object): unknown {
  if (isNumberObject(value)) return numberOf(value);
  if (isStringObject(value)) return stringOf(value);
  if (isBooleanObject(value)) return booleanOf(value);
  if (isBigIntObject(value)) return bigIntOf(value);
  return refuse("[object Symbol] could not be cloned.");
}

function getter<T>(key: string): (self: object) => T {
  const { get } = Object.getOwnPropertyDescriptor(regExpPrototype, key)!;
  return uncurryThis(get!) as (self: object) => T;
}
