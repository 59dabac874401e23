import type TS from "typescript";
import { bare } from "../nodes.ts";
import { ts } from "../typescript.ts";

/** `days: "7"` where the function takes a number: `run --args` names what the program declares. */
export const ARGUMENTS_RULE = "wrong-args";

const OTHER_KIND =
  /^Type '(?:string|number|boolean)' is not assignable to type '(?:string|number|boolean)'\.$/;
const MISSING = /^Property '([\w$]+)' is missing in type /;

/**
 * Says which of TypeScript's errors about what the program's function is given are certain: a value of
 * another kind, and one that is not given. A surplus does no harm, and a pattern with defaults asks for
 * less than its type.
 */
export function areArgumentsWrong(message: string, file: TS.SourceFile): boolean {
  if (OTHER_KIND.test(message)) return true;
  const [, missing] = MISSING.exec(message) ?? [];
  return missing !== undefined && !defaultsIn(file).has(missing);
}

/** The properties for which the exported function has a value of its own. */
function defaultsIn(file: TS.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    const node = ts.isExportAssignment(statement) ? bare(statement.expression) : statement;
    const name = ts.isFunctionLike(node) ? node.parameters[0]?.name : undefined;
    if (!name || !ts.isObjectBindingPattern(name)) continue;
    for (const { initializer, propertyName, name: own } of name.elements) {
      if (initializer) names.add((propertyName ?? own).getText(file));
    }
  }
  return names;
}
