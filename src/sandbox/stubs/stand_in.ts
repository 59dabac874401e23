import {
  defineHidden,
  Error,
  Proxy,
  setPrototypeOf,
  WeakMap,
  weakMapGet,
  weakMapSet,
} from "../primordials.ts";

/** What a log shows of each, to which its proxy is transparent. */
const customInspect = Symbol.for("Deno.customInspect");

/** Between that of the code and the proxy lie some of our own. */
const FRAMES = 100;

const texts = new WeakMap<object, string>();
/** Nearly no program has one: then none need be looked for. */
let isOneMade = false;

/**
 * Makes the value that stands for the answer of a call that is not made. It can be awaited, stored, returned
 * and logged; whatever else is done to it is a use. Not seen are `typeof`, `===`, whether it counts as
 * true, and `Array.isArray`.
 *
 * @param text what results and logs show of it
 * @param onUse ends the run; gets an error that was made at the place of use
 */
export function standIn(text: string, onUse: (error: Error) => void): object {
  // The code may catch it, to no purpose.
  const use = (): never => {
    try {
      defineHidden(Error, "stackTraceLimit", FRAMES); // what the code has set matters no more
    } catch {
      // The code has made it unchangeable.
    }
    const error = new Error("The dry run has ended here");
    onUse(error);
    throw error;
  };
  // An object, as nearly all answers are: a program that asks for the type takes the way of the real run,
  // and one that calls it fails as there.
  const target = setPrototypeOf({ [customInspect]: () => text }, null);
  const traps: ProxyHandler<object> = {
    // `await` asks any value for it.
    get: (_, key) => key === "then" ? undefined : use(),
    has: () => use(),
    set: () => use(),
    ownKeys: () => use(),
    getOwnPropertyDescriptor: () => use(),
    defineProperty: () => use(),
    deleteProperty: () => use(),
    getPrototypeOf: () => use(),
    setPrototypeOf: () => use(),
    isExtensible: () => use(),
    preventExtensions: () => use(),
  };
  const made = new Proxy(target, setPrototypeOf(traps, null));
  weakMapSet(texts, made, text);
  isOneMade = true;
  return made;
}

/** @returns what a stand-in is shown as; `undefined` for any other value, of which nothing is asked */
export function standInText(value: unknown): string | undefined {
  // A WeakMap finds nothing under what is no object.
  return isOneMade ? weakMapGet(texts, value as object) : undefined;
}
