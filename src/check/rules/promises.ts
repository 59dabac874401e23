import type TS from "typescript";
import { bare, callWith, methodCall, rootOf } from "../nodes.ts";
import { ts } from "../typescript.ts";
import { AWAIT, type NodeRule, type Program } from "./rule.ts";

const { SyntaxKind } = ts;

/** `if (memory.searchNodes(…))`, `if (exists(name))` of an async function: a promise is always there. */
export const promiseTested: NodeRule = {
  name: "promise-tested",
  find(node, { origins }) {
    const condition = conditionOf(node);
    const tested = condition && bare(condition);
    if (!tested || !ts.isCallExpression(tested) || !origins.isPromise(origins.of(tested))) return;
    if (!origins.isCallOfApi(tested) && !origins.isCallOfAsync(tested)) return undefined;
    return { node: tested, message: "A promise is always there: this is always true", hint: AWAIT };
  },
};

/** `${memory.readGraph()}`, `"Found " + memory.searchNodes(…)`, `${labelOf(x)}` of a function without `return`. */
export const noText: NodeRule = {
  name: "no-text",
  find(node, { origins }) {
    for (const part of partsOfText(node, origins)) {
      if (isLogged(node)) continue;
      const type = origins.of(part);
      if (origins.isPromise(type)) {
        return {
          node: part,
          message: 'A promise in a text becomes "[object Promise]"',
          hint: AWAIT,
        };
      }
      if (!origins.isVoid(type) || !origins.isCallOfOwn(bare(part))) continue;
      return {
        node: part,
        message: 'What is called here returns nothing: the text says "undefined"',
      };
    }
  },
};

/** What is logged does no harm. */
function isLogged(node: TS.Node): boolean {
  const call = callWith(node);
  return call !== undefined && rootOf(call.expression)?.text === "console";
}

/** Those of which a callback's answer is a condition. */
const CONDITIONS = new Set([
  ..."filter find findIndex findLast findLastIndex some every".split(" "),
]);

/** `entities.filter(async (e) => …)`: the promise of an answer is always true. */
export const asyncCondition: NodeRule = {
  name: "async-condition",
  find(node, { origins }) {
    const called = methodCall(node);
    const [callback] = called?.args ?? [];
    if (!called || !callback || !CONDITIONS.has(called.method)) return undefined;
    if (ts.isExpressionStatement(node.parent)) return undefined; // a loop by another name
    if (!origins.isList(origins.of(called.object))) return undefined;
    const [signature] = origins.of(callback).getCallSignatures();
    if (!signature || !origins.isPromise(signature.getReturnType())) return undefined;
    return {
      node: callback,
      message: `"${called.method}" takes the promise that an async callback returns for true`,
      hint:
        "Await all answers first: const answers = await Promise.all(list.map(async (one) => …))",
    };
  },
};

/** What lists the fields of an object, by the object that has it. */
const LISTERS: Record<string, readonly string[]> = {
  Object: ["keys", "entries", "values"],
  JSON: ["stringify"],
};
const WITHOUT_FIELDS = new Set(["Map", "Set", "Promise"]);

/** `Object.keys(map)`, `JSON.stringify(set)`, `Object.entries(promise)`: they have no fields. */
export const noFields: NodeRule = {
  name: "no-fields",
  find(node, program) {
    const called = methodCall(node);
    const [argument] = called?.args ?? [];
    if (!called || !argument || called.args.length > 1) return undefined;
    const owner = called.object.getText(program.file);
    if (!Object.hasOwn(LISTERS, owner) || !LISTERS[owner]!.includes(called.method)) {
      return undefined;
    }
    const { origins, usage } = program;
    const { symbol } = origins.of(argument);
    if (!origins.isOfLanguage(symbol) || !WITHOUT_FIELDS.has(symbol.name)) return undefined;
    if (usage.isChanging(argument) || usage.isExtended(argument) || usage.mayHave("toJSON")) return;
    return {
      node: argument,
      message: `${owner}.${called.method} finds nothing in a ${symbol.name}`,
      hint: symbol.name === "Promise" ? AWAIT : "Make a list of it: [...it]",
    };
  },
};

function conditionOf(node: TS.Node): TS.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    return node.expression;
  }
  if (ts.isConditionalExpression(node)) return node.condition;
  if (ts.isPrefixUnaryExpression(node)) {
    return node.operator === SyntaxKind.ExclamationToken ? node.operand : undefined;
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  const isEither = kind === SyntaxKind.AmpersandAmpersandToken || kind === SyntaxKind.BarBarToken;
  return isEither ? node.left : undefined;
}

function partsOfText(node: TS.Node, origins: Program["origins"]): TS.Expression[] {
  if (ts.isTemplateSpan(node)) {
    return ts.isTaggedTemplateExpression(node.parent.parent) ? [] : [node.expression];
  }
  if (!ts.isBinaryExpression(node)) return [];
  const { kind } = node.operatorToken;
  if (kind !== SyntaxKind.PlusToken && kind !== SyntaxKind.PlusEqualsToken) return [];
  const parts = [node.left, node.right];
  const isText = parts.some((part) => origins.isText(origins.of(part)));
  return isText ? parts : [];
}
