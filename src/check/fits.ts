import type TS from "typescript";
import type { Program } from "./rules/rule.ts";

/** How deep types are compared: what is further down may fit. */
const DEPTH = 6;

/**
 * Whether a value may be right where another type is wanted, although TypeScript refuses it: of a union one
 * part may be meant, and an object without known fields may have any.
 */
export function mayFit(
  given: TS.Type,
  wanted: TS.Type,
  program: Pick<Program, "checker" | "origins">,
  depth = 0,
): boolean {
  const { checker, origins } = program;
  if (depth >= DEPTH || origins.isAnything(given) || origins.isAnything(wanted)) return true;
  if (checker.isTypeAssignableTo(given, wanted)) return true;
  const fits = (one: TS.Type, other: TS.Type) => mayFit(one, other, program, depth + 1);
  if (given.isUnion()) return given.types.some((part) => fits(part, wanted));
  if (wanted.isUnion()) return wanted.types.some((part) => fits(given, part));
  // A Date is sent as a text.
  if (origins.isObject(given) && origins.isPrimitive(wanted)) return origins.isWrapped(given);
  if (!origins.isObject(given) || !origins.isObject(wanted)) return false;
  if (origins.isList(wanted) || origins.isList(given)) {
    if (!origins.isList(wanted) || !origins.isList(given)) return false;
    const [[item], [other]] = [origins.argumentsOf(given), origins.argumentsOf(wanted)];
    return !item || !other || fits(item, other);
  }
  // What jobs of several kinds resolve to is often of no account: `jobs.push(memory.createRelations(…))`.
  if (origins.isPromise(given)) return origins.isPromise(wanted);
  const isOpen = checker.getIndexInfosOfType(given).length > 0;
  return checker.getPropertiesOfType(wanted).every((property) => {
    const own = checker.getPropertyOfType(given, property.name);
    if (!own) return isOpen || origins.isOptional(property);
    return fits(checker.getTypeOfSymbol(own), checker.getTypeOfSymbol(property));
  });
}
