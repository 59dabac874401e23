import { STUB_NAME_CHARS } from "../../rpc/protocol.ts";
import { bareRecord, freeze, hasOwn, Proxy, setPrototypeOf } from "../primordials.ts";

/**
 * Makes an object that has `own` and, by any other name, what `make` makes of the name. It has no keys
 * beyond its own, and nothing can be put into it.
 */
export function openObject<T extends object>(
  own: Record<string, T>,
  make: (name: string) => T,
): object {
  const target = freeze(setPrototypeOf(own, null)) as Record<string, T>;
  const made = bareRecord<T>();
  // Its traps are its own: a program could put those that it lacks on Object.prototype.
  const traps: ProxyHandler<Record<string, T>> = {
    get: (_, key) => {
      if (!isName(key)) return undefined;
      if (hasOwn(target, key)) return target[key];
      return made[key] ??= make(key);
    },
    has: (_, key) => isName(key),
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  };
  return new Proxy(target, setPrototypeOf(traps, null));
}

/** The language asks any object for some names: a stub there would be called without the program's doing. */
function isName(key: PropertyKey): key is string {
  return typeof key === "string" && key.length <= STUB_NAME_CHARS && key !== "then" &&
    key !== "toJSON" && key !== "constructor" && key !== "prototype" && key !== "__proto__";
}
