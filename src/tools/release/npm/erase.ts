import { type AnyNode, parse } from "acorn";
import { transformSync } from "amaro";
import { walk } from "../../../prepare/syntax/walk.ts";

/** A place in a module that names another file or a package. */
export interface Reference {
  name: string;
  /** Where the string stands, quotes included. */
  start: number;
  end: number;
}

/**
 * Erases the types of a module. What remains stands in the lines in which it stood, unless the module has
 * parameter properties, which are no mere types.
 */
export function erase(source: string): string {
  try {
    return transformSync(source, { mode: "strip-only" }).code;
  } catch (error) {
    // Refusals are plain objects.
    if ((error as { code?: unknown }).code !== "UnsupportedSyntax") throw error;
    return transformSync(source, { mode: "transform", sourceMap: false }).code;
  }
}

/** What a module without types imports or starts: found as syntax, for a text may look like an import. */
export function references(text: string): Reference[] {
  const found: Reference[] = [];
  walk(parse(text, { ecmaVersion: "latest", sourceType: "module" }), (node) => {
    const named = whatNames(node);
    if (named?.type === "Literal" && typeof named.value === "string") {
      found.push({ name: named.value, start: named.start, end: named.end });
    }
  });
  return found;
}

function whatNames(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "ImportExpression":
      return node.source ?? undefined;
    case "NewExpression": // new URL("./x.ts", import.meta.url)
      return isOurUrl(node.arguments[1]) ? node.arguments[0] : undefined;
  }
}

/** Whether it is `import.meta.url`; nothing else is read of a module's own place. */
function isOurUrl(node: AnyNode | undefined): boolean {
  return node?.type === "MemberExpression" && node.object.type === "MetaProperty";
}

/** Replaces the names that `rename` has another for. */
export function renamed(
  text: string,
  references: readonly Reference[],
  rename: (name: string) => string | undefined,
): string {
  let result = text;
  for (const { name, start, end } of references.toSorted((a, b) => b.start - a.start)) {
    const other = rename(name);
    if (other === undefined) continue;
    result = result.slice(0, start) + JSON.stringify(other) + result.slice(end);
  }
  return result;
}
