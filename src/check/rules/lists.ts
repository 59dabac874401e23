import type TS from "typescript";
import { methodCall } from "../nodes.ts";
import { ts } from "../typescript.ts";
import type { NodeRule, Program } from "./rule.ts";

/** Those that look at what their callback returns. */
const ASKING = new Set([
  ..."filter find findIndex findLast findLastIndex some every flatMap reduce".split(" "),
]);

/** `list.filter((x) => { x.ok })`: a callback that returns nothing keeps nothing. */
export const nothingReturned: NodeRule = {
  name: "nothing-returned",
  find(node, { origins }) {
    const called = methodCall(node);
    const [callback] = called?.args ?? [];
    if (!called || !callback || !ASKING.has(called.method)) return undefined;
    if (!origins.isList(origins.of(called.object))) return undefined;
    if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
    const [signature] = origins.of(callback).getCallSignatures();
    if (!signature || !origins.isVoid(signature.getReturnType())) return undefined;
    if (!ts.isBlock(callback.body) || callback.body.statements.some(ts.isThrowStatement)) return;
    return {
      node: callback,
      message: `The callback of "${called.method}" returns nothing`,
      hint: 'Write "return" in it, or leave out the braces',
    };
  },
};

const ADDERS = new Set(["push", "unshift"]);

/** `list = list.push(x)`, `reduce((list, x) => list.push(x), [])`: what is returned is the length. */
export const lengthForList: NodeRule = {
  name: "length-for-list",
  find(node, program) {
    const call = replacingCall(node) ?? reducingCall(node);
    const added = call && listOf(call, program);
    if (added === undefined) return undefined;
    const { name, method } = added;
    return {
      node: call!,
      message: `"${method}" returns the length of the list, which takes the place of "${name}"`,
      hint: `Call it by itself: ${name}.${method}(…)`,
    };
  },
};

function replacingCall(node: TS.Node): TS.CallExpression | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const { left, right } = node;
  const isSame = ts.isIdentifier(left) && ts.isCallExpression(right) &&
    objectOf(right)?.text === left.text;
  return isSame ? right : undefined;
}

function reducingCall(node: TS.Node): TS.CallExpression | undefined {
  const called = methodCall(node);
  const [callback] = called?.args ?? [];
  if (called?.method !== "reduce" || !callback || !ts.isArrowFunction(callback)) return undefined;
  const { body, parameters: [first] } = callback;
  const isSame = first && ts.isIdentifier(first.name) && ts.isCallExpression(body) &&
    objectOf(body)?.text === first.name.text;
  return isSame ? body : undefined;
}

function objectOf(call: TS.CallExpression): TS.Identifier | undefined {
  const object = methodCall(call)?.object;
  return object && ts.isIdentifier(object) ? object : undefined;
}

function listOf(call: TS.CallExpression, { origins }: Program) {
  const { object, method } = methodCall(call)!;
  if (!ADDERS.has(method) || !origins.isList(origins.of(object))) return undefined;
  return { name: (object as TS.Identifier).text, method };
}
