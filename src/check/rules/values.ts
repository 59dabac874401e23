import type TS from "typescript";
import { around, bare } from "../nodes.ts";
import { ts } from "../typescript.ts";
import { fieldsHint } from "./properties.ts";
import { AWAIT, type ErrorRule } from "./rule.ts";

const { SyntaxKind } = ts;

/** `for (const e of await memory.readGraph())`, `[...memory.readGraph()]`, `for (const x of { a: 1 })`. */
export const notIterable: ErrorRule = {
  name: "not-iterable",
  codes: [2461, 2488, 2495, 2504, 2548, 2549],
  isCertain({ node }, { origins, usage }) {
    const value = valueOf(node);
    if (ts.isExpression(value) && usage.isChanging(value)) return false;
    const type = origins.of(value);
    if (origins.isVoid(type) || origins.isPromise(type)) return true;
    if (origins.isNumberOrBoolean(type)) return true;
    return origins.isObject(type) && (origins.isOfApi(type) || origins.isLiteral(type));
  },
  hint({ node }, program) {
    const type = program.origins.of(valueOf(node));
    return program.origins.isPromise(type) ? AWAIT : fieldsHint(type, program);
  },
};

/** `entity === "name"`, `name.toLowerCase === "x"`: what is compared with what it never equals. */
export const neverEqual: ErrorRule = {
  name: "never-equal",
  codes: [2367, 2678],
  isCertain({ node }, { origins, usage }) {
    const compared = comparedAround(node);
    if (!compared || compared.some((one) => usage.isChanging(one))) return false;
    const [left, right] = compared.map((one) => origins.of(one)) as [TS.Type, TS.Type];
    const isThing = (type: TS.Type, other: TS.Type) =>
      origins.isObject(type) && !origins.isAnything(other) &&
      (origins.isOfApi(type) || origins.isPromise(type) || origins.isList(type) ||
        origins.isFunctionOfLanguage(type));
    return isThing(left, right) || isThing(right, left);
  },
};

/** `memory.readGraph() + 1`, `entity - other`. */
export const noNumber: ErrorRule = {
  name: "no-number",
  codes: [2362, 2363, 2365, 2447],
  isCertain({ node }, { origins }) {
    const calculated = around(node, ts.isBinaryExpression);
    if (!calculated) return false;
    return [calculated.left, calculated.right].some((one) => {
      const type = origins.of(one);
      if (origins.isPromise(type)) return true;
      return origins.isObject(type) && origins.isOfApi(type) && !origins.isList(type);
    });
  },
};

/** `if (await memory.deleteEntities(…))`: what is nothing is asked for. */
export const nothingTested: ErrorRule = {
  name: "nothing-tested",
  codes: [1345],
  isCertain({ node }, { origins }) {
    const value = bare(node);
    const call = ts.isAwaitExpression(value) ? bare(value.expression) : value;
    return origins.isCallOfApi(call) && isTested(node);
  },
};

/** Whether it decides where the program goes on; `save() || "saved"` only gives a value. */
function isTested(node: TS.Node): boolean {
  let at = node;
  while (
    ts.isParenthesizedExpression(at.parent) || ts.isAwaitExpression(at.parent) ||
    ts.isPrefixUnaryExpression(at.parent)
  ) at = at.parent;
  const { parent } = at;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === at;
  return ts.isConditionalExpression(parent) && parent.condition === at;
}

/** What a pattern takes apart stands behind it. */
function valueOf(node: TS.Node): TS.Node {
  if (!ts.isArrayBindingPattern(node) || !ts.isVariableDeclaration(node.parent)) return node;
  return node.parent.initializer ?? node;
}

function isStrict({ operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind === SyntaxKind.EqualsEqualsEqualsToken ||
    kind === SyntaxKind.ExclamationEqualsEqualsToken;
}

function comparedAround(node: TS.Node): [TS.Expression, TS.Expression] | undefined {
  for (let at: TS.Node | undefined = node; at; at = at.parent) {
    // `[] == ""` is true.
    if (ts.isBinaryExpression(at)) return isStrict(at) ? [at.left, at.right] : undefined;
    if (ts.isCaseClause(at)) return [at.expression, at.parent.parent.expression];
  }
}
