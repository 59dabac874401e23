import type { AnyNode, CallExpression, Program } from "acorn";
import type { ApiNames } from "../../api/method.ts";
import { literalName } from "./check.ts";
import { boundNames, type IsDeclared } from "./scope.ts";
import { type Func, isFunction, walk } from "./walk.ts";

/** What the source alone tells of a submission, for hints on how its run ended. */
export interface Facts {
  /** Some way through the program ends in a value. */
  readonly returnsValue: boolean;
  /** A loop awaits a call of the API, or of a function that makes one, in each of its rounds. */
  readonly awaitsInLoop: boolean;
  /** How the program uses what its calls answer, each way once. */
  readonly uses: readonly Use[];
}

/** A property read of what a call answers. */
export interface Use {
  /** E.g. `memory.readGraph`. */
  readonly method: string;
  /** E.g. `length`, or `0`; empty where the answer is iterated. */
  readonly property: string;
  /** Whether it is read of the answer, or of the promise of it. */
  readonly awaited: boolean;
  /** In the submitted text. */
  readonly line: number;
}

const PROMISE_METHODS = new Set(["then", "catch", "finally"]);
const LOOPS = new Set<AnyNode["type"]>([
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
]);

/**
 * @param result what gives the program's value without a `return` of its own, if anything does
 * @param isDeclared whether the program means something of its own by a name
 * @param lineOf the line, in the submitted text, of an offset of the program
 */
export function findFacts(
  program: Program,
  result: AnyNode | undefined,
  names: ApiNames,
  isDeclared: IsDeclared,
  lineOf: (offset: number) => number | undefined,
): Facts {
  const methodOf = ({ callee }: CallExpression): string | undefined => {
    if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return;
    const { name: namespace, start } = callee.object;
    const name = literalName(callee);
    if (name === undefined || isDeclared(namespace, start)) return;
    return names[namespace]?.includes(name) ? `${namespace}.${name}` : undefined;
  };
  const answerOf = (node: AnyNode | null | undefined): Answer | undefined => {
    if (node?.type === "AwaitExpression") {
      const answer = answerOf(node.argument);
      return answer && { ...answer, awaited: true };
    }
    if (node?.type === "Identifier") return answers.get(node.name);
    if (node?.type !== "CallExpression") return undefined;
    const method = methodOf(node);
    return method === undefined ? undefined : { method, awaited: false };
  };
  const { answers, callers } = findNames(program, answerOf, methodOf);

  const main = result && isFunction(result) ? result : undefined;
  let returnsValue = main ? isArrowOfExpression(main) : result !== undefined;
  let awaitsInLoop = false;
  const uses = new Map<string, Use>();
  walk(program, (node, parents) => {
    if (node.type === "ReturnStatement" && node.argument) {
      returnsValue ||= parents.findLast(isFunction) === main;
    }
    if (node.type === "AwaitExpression" && node.argument.type === "CallExpression") {
      const { callee } = node.argument;
      const calls = methodOf(node.argument) !== undefined ||
        (callee.type === "Identifier" && callers.has(callee.name));
      if (calls && isInLoop(node, parents)) awaitsInLoop = true;
    }
    for (const { of, property } of readsIn(node)) {
      const answer = answerOf(of);
      if (!answer || (!answer.awaited && PROMISE_METHODS.has(property))) continue;
      const line = lineOf(of.start);
      const key = `${answer.method} ${answer.awaited} ${property}`;
      if (line !== undefined && !uses.has(key)) uses.set(key, { ...answer, property, line });
    }
  });
  return { returnsValue, awaitsInLoop, uses: [...uses.values()] };
}

/** What a call answers, or the promise of it. */
type Answer = Pick<Use, "method" | "awaited">;

/** Variables that hold answers, and functions that make calls: by name, where the name has one meaning. */
function findNames(
  program: Program,
  answerOf: (node: AnyNode) => Answer | undefined,
  methodOf: (node: CallExpression) => string | undefined,
): { answers: Map<string, Answer>; callers: Set<string> } {
  const declared = new Set<string>();
  const answers = new Map<string, Answer>();
  const callers = new Set<string>();
  const declare = (name: string, answer?: Answer) => {
    if (answer && !declared.has(name)) answers.set(name, answer);
    else answers.delete(name);
    declared.add(name);
  };
  walk(program, (node, parents) => {
    if (isFunction(node)) node.params.flatMap(boundNames).forEach((name) => declare(name));
    if (node.type === "AssignmentExpression" && node.left.type === "Identifier") {
      answers.delete(node.left.name);
      declared.add(node.left.name);
    }
    if (node.type === "VariableDeclarator") {
      const answer = node.init?.type === "Identifier" || !node.init
        ? undefined
        : answerOf(node.init);
      if (node.id.type === "Identifier") declare(node.id.name, answer);
      else boundNames(node.id).forEach((name) => declare(name));
    }
    if (node.type !== "CallExpression" || methodOf(node) === undefined) return;
    for (const [i, parent] of parents.entries()) {
      if (!isFunction(parent)) continue;
      const owner = parents[i - 1];
      const id = owner?.type === "VariableDeclarator" ? owner.id : "id" in parent && parent.id;
      if (id && id.type === "Identifier") callers.add(id.name);
    }
  });
  return { answers, callers };
}

/** The properties that a node reads, and what it reads them of. */
function readsIn(node: AnyNode): { of: AnyNode; property: string }[] {
  switch (node.type) {
    case "MemberExpression": {
      const property = node.property.type === "Literal" && node.computed
        ? String(node.property.value)
        : literalName(node);
      return property === undefined ? [] : [{ of: node.object, property }];
    }
    case "VariableDeclarator":
      if (!node.init) return [];
      if (node.id.type === "ArrayPattern") return [{ of: node.init, property: "" }];
      if (node.id.type !== "ObjectPattern") return [];
      return node.id.properties.flatMap((one) =>
        one.type === "Property" && !one.computed && one.key.type === "Identifier"
          ? [{ of: node.init!, property: one.key.name }]
          : []
      );
    case "ForOfStatement":
      return node.await ? [] : [{ of: node.right, property: "" }];
    case "ArrayExpression":
      return node.elements.flatMap((one) =>
        one?.type === "SpreadElement" ? [{ of: one.argument, property: "" }] : []
      );
    default:
      return [];
  }
}

function isArrowOfExpression(node: Func): boolean {
  return node.type === "ArrowFunctionExpression" && node.expression;
}

/** Whether a node is done again in each round of a loop: what a loop starts with isn't. */
function isInLoop(node: AnyNode, parents: readonly AnyNode[]): boolean {
  const at = parents.findLastIndex(({ type }) => LOOPS.has(type));
  if (at < 0 || at < parents.findLastIndex(isFunction)) return false;
  const loop = parents[at]!;
  const part = parents[at + 1] ?? node;
  if ("right" in loop && loop.right === part || "init" in loop && loop.init === part) {
    return isInLoop(loop, parents.slice(0, at));
  }
  return true;
}
