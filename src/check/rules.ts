import { mixedUp, notCallable, wrongArgument, wrongCount } from "./rules/calls.ts";
import { lengthForList, nothingReturned } from "./rules/lists.ts";
import { undefinedName } from "./rules/names.ts";
import { asyncCondition, noFields, noText, promiseTested } from "./rules/promises.ts";
import { missingIndex, missingProperty } from "./rules/properties.ts";
import type { ErrorRule, NodeRule } from "./rules/rule.ts";
import { neverEqual, noNumber, nothingTested, notIterable } from "./rules/values.ts";

/** The first that is certain of an error has it. */
export const ERROR_RULES: readonly ErrorRule[] = [
  undefinedName,
  missingProperty,
  wrongArgument,
  mixedUp,
  wrongCount,
  notCallable,
  notIterable,
  neverEqual,
  noNumber,
  nothingTested,
];

export const NODE_RULES: readonly NodeRule[] = [
  missingIndex,
  promiseTested,
  noText,
  asyncCondition,
  noFields,
  lengthForList,
  nothingReturned,
];
