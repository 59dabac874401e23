const { bind, call } = Function.prototype;

/**
 * Makes a function of a method: `slice(text, 1)` in place of `text.slice(1)`. Taken before strangers'
 * code runs, it goes on working whatever becomes of the prototypes.
 *
 * @param method of a built-in prototype
 */
export const uncurryThis = bind.bind(call) as <Args extends unknown[], R>(
  method: (...args: Args) => R,
  // deno-lint-ignore no-explicit-any -- the lib's types leave `this` of the methods open
) => (self: any, ...args: Args) => R;
