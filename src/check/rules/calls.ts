import type TS from "typescript";
import { mayFit } from "../fits.ts";
import {
  argumentWith,
  around,
  callWith,
  type CallWithArguments,
  FILLING,
  methodCall,
  MISFIT,
} from "../nodes.ts";
import { ts } from "../typescript.ts";
import { fieldsHint } from "./properties.ts";
import { AWAIT, type ErrorRule, type Program } from "./rule.ts";

/** What TypeScript says of properties that no type has: whatever else fits, these are wrong. */
const SURPLUS = [2353, 2559, 2560, 2561];
const NO_OVERLOAD = 2769;
const SPREAD = 2556;

/** `memory.openNodes("a")`, `createEntities({ … })`, `addObservations([{ name, observations }])`. */
export const wrongArgument: ErrorRule = {
  name: "wrong-argument",
  codes: [...MISFIT, ...SURPLUS],
  isCertain({ code, node }, program) {
    if (ts.isExpression(node) && program.usage.isChanging(node)) return false;
    const call = callOfApiAround(node, program);
    const argument = call && argumentWith(call, node);
    if (!argument) return call !== undefined;
    if (SURPLUS.includes(code)) return !isUndefined(valueAt(node));
    return !mayBeRight(call, argument, program, node);
  },
  hint: ({ node }, program) => literalHint(node, program) ?? signatureHint(node, program),
  calls: ({ node }, program) => methodAround(node, program),
};

/** An answer, an entity or a promise in a place of another kind: `new Set(entities).has("name")`. */
export const mixedUp: ErrorRule = {
  name: "mixed-up",
  codes: [...MISFIT, ...SURPLUS],
  isCertain({ code, node }, program) {
    if (callOfApiAround(node, program)) return false;
    if (ts.isExpression(node) && program.usage.isChanging(node)) return false;
    const call = callWith(node);
    return call !== undefined && isCertainArgument(call, node, code, program);
  },
  hint: ({ node }, { origins }) => origins.isPromise(origins.of(node)) ? AWAIT : undefined,
};

/** `memory.openNodes("a", "b")`, `memory.searchNodes()`, `memory.openNodes(...names)`. */
export const wrongCount: ErrorRule = {
  name: "wrong-count",
  codes: [2554, 2555, SPREAD],
  isCertain({ code, node }, program) {
    const call = countedCall(node, program);
    if (!call) return false;
    if (code !== SPREAD) return true;
    const argument = argumentWith(call, node);
    return argument !== undefined && !mayBeRight(call, argument, program);
  },
  hint: ({ node }, program) => signatureOf(countedCall(node, program), program),
  calls: ({ node }, program) => countedCall(node, program)?.expression.getText(program.file),
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

/** The call of the API that something is for, by way of `map` and the like; not of a function of its own. */
function callOfApiAround(node: TS.Node, { origins }: Program): TS.CallExpression | undefined {
  const isCallee = ts.isCallExpression(node.parent) && node.parent.expression === node ||
    ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
  if (isCallee) {
    return around(node.parent, (at): at is TS.CallExpression => origins.isCallOfApi(at));
  }
  for (let call = callWith(node); call; call = callWith(call)) {
    if (origins.isCallOfApi(call)) return call;
    if (!origins.isCallOfLanguage(call)) return undefined;
  }
}

/** @returns what an object literal should hold, where that has a name */
function literalHint(node: TS.Node, program: Program): string | undefined {
  const literal = around(node, ts.isObjectLiteralExpression);
  const wanted = literal && program.checker.getContextualType(literal);
  const name = wanted && (wanted.aliasSymbol ?? wanted.symbol)?.name;
  return name === undefined || name.startsWith("__") ? undefined : fieldsHint(wanted!, program);
}

function methodAround(node: TS.Node, program: Program): string | undefined {
  return callOfApiAround(node, program)?.expression.getText(program.file);
}

/** Of several arguments that are too many, the call itself is what holds them all. */
function countedCall(node: TS.Node, program: Program): TS.CallExpression | undefined {
  return program.origins.isCallOfApi(node) ? node : callOfApiAround(node, program);
}

function signatureHint(node: TS.Node, program: Program): string | undefined {
  return signatureOf(callOfApiAround(node, program), program);
}

function signatureOf(
  call: TS.CallExpression | undefined,
  program: Program,
): string | undefined {
  const signature = call && program.checker.getResolvedSignature(call);
  if (!call || !signature) return undefined;
  const flags = ts.TypeFormatFlags.NoTruncation;
  const text = program.checker.signatureToString(signature, undefined, flags);
  return `It is ${call.expression.getText(program.file)}${text}`;
}

/** The type of the parameter that an argument is for. */
function wantedOf(
  call: CallWithArguments,
  argument: TS.Expression,
  { checker }: Program,
): TS.Type | undefined {
  const parameters = checker.getResolvedSignature(call)?.parameters ?? [];
  const parameter = parameters[Math.min(call.arguments!.indexOf(argument), parameters.length - 1)];
  return parameter && checker.getTypeOfSymbolAtLocation(parameter, call);
}

/** @param node the part of the argument that TypeScript refuses; of a literal that may be one value in it */
function mayBeRight(
  call: CallWithArguments,
  argument: TS.Expression,
  program: Program,
  node: TS.Node = argument,
): boolean {
  const { checker, origins } = program;
  const part = valueAt(node);
  const wantedOfPart = part && part !== argument ? checker.getContextualType(part) : undefined;
  if (part && wantedOfPart) return mayFit(origins.of(part), wantedOfPart, program);
  const given = ts.isSpreadElement(argument)
    ? origins.argumentsOf(origins.of(argument.expression))[0]
    : origins.of(argument);
  if (!given || origins.isAnything(given)) return true;
  const wanted = wantedOf(call, argument, program);
  return wanted !== undefined && mayFit(given, wanted, program);
}

/** `note: undefined` is sent to no server. */
function isUndefined(value: TS.Expression | undefined): boolean {
  return value !== undefined && ts.isIdentifier(value) && value.text === "undefined";
}

/** The value that stands at a node; behind the name of a property its value. */
function valueAt(node: TS.Node): TS.Expression | undefined {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return parent.initializer;
  return ts.isExpression(node) ? node : undefined;
}

function isCertainArgument(
  call: CallWithArguments,
  node: TS.Node,
  code: number,
  program: Program,
): boolean {
  const { checker, origins, usage } = program;
  const argument = argumentWith(call, node)!;
  const called = methodCall(call);
  if (called && (FILLING.has(called.method) || usage.isChanging(called.object))) return false;
  if (hasDefault(call, argument, checker)) return false;
  const given = origins.of(argument);
  if (code === NO_OVERLOAD) return origins.isPromise(given) || origins.isObjectOfApi(given);
  const wanted = wantedOf(call, argument, program);
  if (!wanted || mayFit(given, wanted, program)) return false;
  // `isNaN("1")` and `Math.round("2")` work.
  if (origins.isPrimitive(given) && origins.isPrimitive(wanted)) return false;
  if (origins.isPromise(given) || origins.isVoid(given)) return true;
  if (origins.isOfApi(given)) return isOtherKind(given, wanted, origins);
  return (origins.isOfApi(wanted) && origins.isPrimitive(given)) ||
    (origins.isList(given) && origins.isPrimitive(wanted));
}

/** Whether the parameter's type is that of a value which stands for the missing one. */
function hasDefault(
  call: CallWithArguments,
  argument: TS.Expression,
  checker: TS.TypeChecker,
): boolean {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const parameter = declaration && "parameters" in declaration
    ? declaration.parameters[call.arguments!.indexOf(argument)]
    : undefined;
  return parameter !== undefined && ts.isParameter(parameter) &&
    parameter.initializer !== undefined && !parameter.type;
}

/** Whether a type, which one of the API does not fit, is none of the program's own that may say anything. */
function isOtherKind(given: TS.Type, wanted: TS.Type, origins: Program["origins"]): boolean {
  if (origins.isOfApi(wanted) || origins.isPrimitive(wanted)) return true;
  if (origins.isList(wanted) !== origins.isList(given)) return true;
  const [item] = origins.argumentsOf(wanted);
  return origins.isList(wanted) && item !== undefined && origins.isPrimitive(item);
}
