import type { AnyNode, CallExpression, Program } from "acorn";
import { type Facts, MOST_USES, NAME_CHARS, type Use } from "../rpc/prepare_protocol.ts";
import { literalName } from "./mentions.ts";
import { boundNames, type IsDeclared } from "./syntax/scope.ts";
import { type Func, isFunction, type Path, walk } from "./syntax/walk.ts";

/**
 * @param result what gives the program's value without a `return` of its own, if anything does
 * @param namespaces globals whose members are methods
 * @param isDeclared whether the program means something of its own by a name
 * @param lineOf the line, in the submitted text, of an offset of the program
 */
export function findFacts(
  program: Program,
  result: AnyNode | undefined,
  namespaces: ReadonlySet<string>,
  isDeclared: IsDeclared,
  lineOf: (offset: number) => number | undefined,
): Facts {
  const methodOf = ({ callee }: CallExpression): string | undefined => {
    if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return;
    const { name: namespace, start } = callee.object;
    const name = literalName(callee);
    if (name === undefined || name.length > NAME_CHARS || !namespaces.has(namespace)) return;
    return isDeclared(namespace, start) ? undefined : `${namespace}.${name}`;
  };
  const answers = new Map<string, Answer>();
  const answerOf = (node: AnyNode | null | undefined): Answer | undefined => {
    let awaited = false;
    let of = node;
    while (of?.type === "AwaitExpression") [awaited, of] = [true, of.argument];
    if (of?.type === "Identifier") {
      const answer = answers.get(of.name);
      return answer && { method: answer.method, awaited: awaited || answer.awaited };
    }
    if (of?.type !== "CallExpression") return undefined;
    const method = methodOf(of);
    return method === undefined ? undefined : { method, awaited };
  };
  const callers = findNames(program, answers, answerOf, methodOf);

  const main = result && isFunction(result) ? result : undefined;
  let returnsValue = main ? isArrowOfExpression(main) : result !== undefined;
  let awaitsInLoop = false;
  const uses = new Map<string, Use>();
  walk(program, (node, path) => {
    if (node.type === "ReturnStatement" && node.argument) returnsValue ||= path.function === main;
    if (node.type === "AwaitExpression" && node.argument.type === "CallExpression") {
      const { callee } = node.argument;
      const calls = methodOf(node.argument) !== undefined ||
        (callee.type === "Identifier" && callers.has(callee.name));
      if (calls && isInLoop(node, path)) awaitsInLoop = true;
    }
    for (const { of, property } of readsIn(node)) {
      const answer = answerOf(of);
      // What is read of a promise, types say.
      if (!answer?.awaited || property.length > NAME_CHARS) continue;
      const { method } = answer;
      const key = `${method} ${property}`;
      if (uses.size >= MOST_USES || uses.has(key)) continue;
      const line = lineOf(of.start);
      if (line !== undefined) uses.set(key, { method, property, line });
    }
  });
  return { returnsValue, awaitsInLoop, uses: [...uses.values()] };
}

/** What a call answers, or the promise of it. */
interface Answer {
  readonly method: string;
  readonly awaited: boolean;
}

/**
 * Finds variables that hold answers, by name, where the name has one meaning.
 *
 * @param answers receives them; `answerOf` looks into it, for answers that are passed on
 * @returns the names of functions that make calls
 */
function findNames(
  program: Program,
  answers: Map<string, Answer>,
  answerOf: (node: AnyNode) => Answer | undefined,
  methodOf: (node: CallExpression) => string | undefined,
): Set<string> {
  const declared = new Set<string>();
  const callers = new Set<string>();
  /** Functions around a call that was looked at already. */
  const calling = new Set<AnyNode>();
  const declare = (name: string, answer?: Answer) => {
    if (answer && !declared.has(name)) answers.set(name, answer);
    else answers.delete(name);
    declared.add(name);
  };
  walk(program, (node, { parents, functions }) => {
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
    for (let i = functions.length - 1; i >= 0; i--) {
      const func = parents[functions[i]!] as Func;
      if (calling.has(func)) break; // and so is everything around it
      calling.add(func);
      const owner = parents[functions[i]! - 1];
      const id = owner?.type === "VariableDeclarator" ? owner.id : "id" in func && func.id;
      if (id && id.type === "Identifier") callers.add(id.name);
    }
  });
  return callers;
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
function isInLoop(node: AnyNode, { parents, loops, functions }: Path): boolean {
  const outer = functions.at(-1) ?? -1;
  for (let i = loops.length - 1; i >= 0 && loops[i]! > outer; i--) {
    const loop = parents[loops[i]!]!;
    const part = parents[loops[i]! + 1] ?? node;
    const isStart = "right" in loop && loop.right === part ||
      "init" in loop && loop.init === part;
    if (!isStart) return true;
  }
  return false;
}
