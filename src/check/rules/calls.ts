import type TS from "typescript";
import { around } from "../nodes.ts";
import { ts } from "../typescript.ts";
import { AWAIT, type ErrorRule, type Program } from "./rule.ts";

/** What TypeScript says where a value does not fit. */
const MISFIT = [2322, 2345, 2353, 2559, 2560, 2561, 2739, 2740, 2741];
const NO_OVERLOAD = 2769;

/** `memory.openNodes("a")`, `createEntities({ … })`, `addObservations([{ name, observations }])`. */
export const wrongArgument: ErrorRule = {
  name: "wrong-argument",
  codes: [...MISFIT, NO_OVERLOAD],
  isCertain({ node }, program) {
    if (ts.isExpression(node) && program.usage.isChanging(node)) return false;
    return callOfApiAround(node, program) !== undefined;
  },
  hint: ({ node }, program) => signatureHint(node, program),
};

/** An answer, an entity or a promise in a place of another kind: `new Set(entities).has("name")`. */
export const mixedUp: ErrorRule = {
  name: "mixed-up",
  codes: [...MISFIT, NO_OVERLOAD],
  isCertain({ code, node }, program) {
    if (ts.isExpression(node) && program.usage.isChanging(node)) return false;
    const call = around(node, isCallWith(node));
    if (call) return isCertainArgument(call, node, code, program);
    return isCertainVariable(node, program);
  },
  hint: ({ node }, { origins }) => origins.isPromise(origins.of(node)) ? AWAIT : undefined,
};

/** `memory.openNodes("a", "b")`, `memory.searchNodes()`. */
export const wrongCount: ErrorRule = {
  name: "wrong-count",
  codes: [2554, 2555, 2556],
  isCertain: ({ node }, program) => callOfApiAround(node, program) !== undefined,
  hint: ({ node }, program) => signatureHint(node, program),
};

/** `entities()`, `entity.name()`, `answer.entities(…)`: what is no function of the language's or the API's. */
export const notCallable: ErrorRule = {
  name: "not-callable",
  codes: [2348, 2349, 2351],
  isCertain({ node }, { origins, usage }) {
    if (ts.isExpression(node) && usage.isChanging(node)) return false;
    const type = origins.of(node);
    if (origins.isPrimitive(type) || origins.isVoid(type)) return true;
    return origins.isObject(type) &&
      (origins.isOfApi(type) || origins.isPromise(type) || origins.isList(type));
  },
};

/** `days: "7"` where the function takes a number: `run --args` names what the program declares. */
export const ARGUMENTS_RULE = "wrong-args";

type CallWithArguments = TS.CallExpression | TS.NewExpression;

function isCallWith(node: TS.Node): (at: TS.Node) => at is CallWithArguments {
  return (at): at is CallWithArguments =>
    (ts.isCallExpression(at) || ts.isNewExpression(at)) && argumentWith(at, node) !== undefined;
}

function argumentWith({ arguments: args }: CallWithArguments, node: TS.Node) {
  return args?.find((one) => one.pos <= node.pos && node.end <= one.end);
}

function callOfApiAround(node: TS.Node, { origins }: Program): TS.CallExpression | undefined {
  return around(node, (at): at is TS.CallExpression => origins.isCallOfApi(at));
}

function signatureHint(node: TS.Node, program: Program): string | undefined {
  const call = callOfApiAround(node, program);
  const signature = call && program.checker.getResolvedSignature(call);
  if (!call || !signature) return undefined;
  const flags = ts.TypeFormatFlags.NoTruncation;
  const text = program.checker.signatureToString(signature, undefined, flags);
  return `It is ${call.expression.getText(program.file)}${text}`;
}

function isCertainArgument(
  call: CallWithArguments,
  node: TS.Node,
  code: number,
  { checker, origins }: Program,
): boolean {
  const argument = argumentWith(call, node)!;
  const given = origins.of(argument);
  if (code === NO_OVERLOAD) return origins.isPromise(given);
  const parameters = checker.getResolvedSignature(call)?.parameters ?? [];
  const at = Math.min(call.arguments!.indexOf(argument), parameters.length - 1);
  const parameter = parameters[at];
  if (!parameter) return false;
  const wanted = checker.getTypeOfSymbolAtLocation(parameter, call);
  if (origins.isAnything(given) || origins.isAnything(wanted)) return false;
  // `isNaN("1")` and `Math.round("2")` work.
  if (origins.isPrimitive(given) && origins.isPrimitive(wanted)) return false;
  if (origins.isPromise(given) || origins.isVoid(given)) return true;
  if (origins.isOfApi(given)) {
    return origins.isPrimitive(wanted) || origins.isOfApi(wanted) ||
      origins.isList(wanted) !== origins.isList(given);
  }
  return (origins.isOfApi(wanted) && origins.isPrimitive(given)) ||
    (origins.isList(given) && origins.isPrimitive(wanted));
}

/** `const entities: Entity[] = await memory.readGraph()`. */
function isCertainVariable(node: TS.Node, { checker, origins }: Program): boolean {
  const variable = around(node, ts.isVariableDeclaration);
  if (!variable?.type || !variable.initializer) return false;
  const given = origins.of(variable.initializer);
  if (!origins.isObject(given) || !origins.isOfApi(given) && !origins.isPromise(given)) {
    return false;
  }
  return !origins.isAnything(checker.getTypeFromTypeNode(variable.type));
}
