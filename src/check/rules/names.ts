import type TS from "typescript";
import { ts } from "../typescript.ts";
import type { ErrorRule, Reported } from "./rule.ts";

/** Where only a type has that name: `x instanceof Entity`. */
const ONLY_A_TYPE = 2693;
/** What TypeScript says of `require("x")` in JavaScript, of which it makes an import. */
const NO_MODULE = 2307;

/** `entites.length`, `require("fs")`, a variable outside of its block: the name means nothing. */
export const undefinedName: ErrorRule = {
  name: "undefined-name",
  codes: [
    ...[2304, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2662, 2663, 18004],
    ...[ONLY_A_TYPE, NO_MODULE],
  ],
  isCertain(reported, { usage }) {
    const name = nameOf(reported);
    if (name === undefined || name === "arguments") return false;
    // `globalThis.helper = …`, and what a `catch` is there for.
    return !usage.asksForName(name) && !usage.mayHave(name) && !isTried(reported.node);
  },
};

function isTried(node: TS.Node): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.catchClause && parent.tryBlock === at) return true;
    if (ts.isFunctionLike(parent)) return false;
  }
  return false;
}

/** @returns the name that is not defined */
export function nameOf({ node }: Reported): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isStringLiteralLike(node)) return requireOf(node);
  return ts.isShorthandPropertyAssignment(node) ? node.name.text : undefined;
}

function requireOf({ parent }: TS.Node): string | undefined {
  if (!ts.isCallExpression(parent) || !ts.isIdentifier(parent.expression)) return undefined;
  return parent.expression.text === "require" ? "require" : undefined;
}
