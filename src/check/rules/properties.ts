import type TS from "typescript";
import { bare, isTarget, propertyOf } from "../nodes.ts";
import { ts } from "../typescript.ts";
import { AWAIT, type ErrorRule, type NodeRule, type Program } from "./rule.ts";

const { SyntaxKind } = ts;
/** TypeScript's error that has found a name which is near. */
const DID_YOU_MEAN = 2551;

/** `graph.nodes`, `entity.type`, `list.contains(x)`, `set.length`, `memory.readGraph().entities`. */
export const missingProperty: ErrorRule = {
  name: "missing-property",
  codes: [2339, DID_YOU_MEAN, 2576],
  isCertain(reported, program) {
    const read = readOf(reported.node, program);
    if (!read) return false;
    const { property, receiver } = read;
    const { checker, origins, usage, language } = program;
    if (receiver && usage.isChanging(receiver)) return false;
    const type = checker.getNonNullableType(read.type);
    if (type.isUnion() && type.types.some((one) => has(one, property, program))) return false;
    // Of a promise nothing is there, however carefully it is asked for; of nothing itself it is an error.
    if (origins.isPromise(type) || origins.isVoid(type)) {
      const isOwn = receiver !== undefined && usage.isExtended(receiver) && usage.mayHave(property);
      return !isOwn && !isOptional(reported.node.parent);
    }
    if (usage.mayHave(property)) return false;
    if (receiver && isHedged(receiver, type, property, program)) return false;
    if (usage.extendsObjects) return false;
    if (origins.isKnown(type)) return true;
    // Of what the program itself declares only a near name is certain to be a slip; in JavaScript only of
    // its classes, for other objects are filled as it goes.
    return reported.code === DID_YOU_MEAN && !usage.declares(property) &&
      (language === "ts" || isOfClass(type));
  },
  hint(reported, program) {
    const read = readOf(reported.node, program);
    if (!read) return undefined;
    if (program.origins.isPromise(read.type)) return AWAIT;
    return fieldsHint(read.type, program);
  },
};

/** `answer[0]`, `answer["nodes"]` of an object of the API: TypeScript calls it `any`. */
export const missingIndex: NodeRule = {
  name: "missing-index",
  find(node, program) {
    if (!ts.isElementAccessExpression(node) || isTarget(node)) return undefined;
    const { expression, argumentExpression: key } = node;
    if (!ts.isNumericLiteral(key) && !ts.isStringLiteralLike(key)) return undefined;
    const { checker, origins, usage } = program;
    const type = origins.of(expression);
    if (!origins.isObjectOfApi(type) && !origins.isPromise(type)) return undefined;
    if (checker.getPropertyOfType(type, key.text)) return undefined;
    if (checker.getIndexInfosOfType(type).length > 0) return undefined;
    if (usage.mayHave(key.text) || usage.isChanging(expression)) return undefined;
    if (isHedged(expression, type, key.text, program)) return undefined;
    const hint = origins.isPromise(type) ? AWAIT : fieldsHint(type, program);
    return {
      node: key,
      message: `There is no [${key.getText(program.file)}] in ${checker.typeToString(type)}`,
      ...(hint === undefined ? {} : { hint }),
    };
  },
};

function isOptional(node: TS.Node): boolean {
  return (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) &&
    node.questionDotToken !== undefined;
}

/** @returns what an object of the API holds; of a list nothing that would help */
export function fieldsHint(type: TS.Type, { checker, origins }: Program): string | undefined {
  if (!origins.isObjectOfApi(type)) return undefined;
  // A server's names may be sentences.
  const fields = checker.getPropertiesOfType(type)
    .map(({ name }) => /^[\w$]+$/.test(name) ? name : JSON.stringify(name));
  if (fields.length === 0 || fields.length > 20) return undefined;
  const { name } = type.aliasSymbol ?? type.symbol;
  const owner = name.startsWith("__") ? "It" : name;
  return `${owner} has ${fields.join(", ")}`;
}

function isOfClass({ symbol }: TS.Type): boolean {
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Class) !== 0;
}

interface Read {
  readonly property: string;
  readonly type: TS.Type;
  /** What the property is read of; a pattern has none. */
  readonly receiver?: TS.Expression;
}

function readOf(node: TS.Node, program: Program): Read | undefined {
  const { origins } = program;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    const receiver = parent.expression;
    return { property: parent.name.text, type: origins.of(receiver), receiver };
  }
  if (ts.isElementAccessExpression(parent)) {
    const property = propertyOf(parent);
    const receiver = parent.expression;
    return property === undefined ? undefined : { property, type: origins.of(receiver), receiver };
  }
  const element = ts.isBindingElement(node)
    ? node
    : ts.isBindingElement(parent)
    ? parent
    : undefined;
  return element && readOfPattern(element, program);
}

/** `const { nodes } = await memory.readGraph()`, `({ type }) => …`. */
function readOfPattern(element: TS.BindingElement, { origins }: Program): Read | undefined {
  if (element.initializer) return undefined;
  const name = element.propertyName ?? element.name;
  if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return undefined;
  const owner = element.parent.parent;
  if (ts.isVariableDeclaration(owner)) {
    const type = origins.of(owner.initializer ?? element.parent);
    return { property: name.text, type };
  }
  const isFree = ts.isParameter(owner) && !owner.type && !owner.initializer;
  return isFree ? { property: name.text, type: origins.of(element.parent) } : undefined;
}

function has(type: TS.Type, property: string, { checker }: Program): boolean {
  return checker.getPropertyOfType(checker.getApparentType(type), property) !== undefined;
}

/** Whether the program looks whether the property is there: `x.nodes ? … : …`, `x.nodes ?? x.entities`. */
function isHedged(
  receiver: TS.Expression,
  type: TS.Type,
  property: string,
  program: Program,
): boolean {
  const { file, usage } = program;
  if (usage.isHedged(receiver, property)) return true;
  const text = receiver.getText(file);
  for (let at: TS.Node = receiver.parent; !ts.isStatement(at); at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isSourceFile(at)) break;
    if (!ts.isConditionalExpression(at)) continue;
    const condition = bare(at.condition);
    const isAsked = ts.isCallExpression(condition) &&
      condition.arguments.some((one) => one.getText(file) === text);
    if (isAsked) return true;
  }
  const chain = chainAround(receiver.parent);
  return chain !== undefined && alternativesOf(chain).some((node) => {
    if (node.getText(file) === text) return true;
    const other = propertyOf(node);
    return other !== undefined && other !== property && objectOf(node)?.getText(file) === text &&
      has(type, other, program);
  });
}

function objectOf(node: TS.Node): TS.Expression | undefined {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
    ? node.expression
    : undefined;
}

/** The outermost `a ?? b || c` that a node is an alternative of. */
function chainAround(node: TS.Node): TS.BinaryExpression | undefined {
  let chain: TS.BinaryExpression | undefined;
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isBinaryExpression(parent) && isEither(parent)) chain = parent;
    else if (!isWrapping(parent, at)) break;
  }
  return chain;
}

/** `(x)`, `await x`, and what is read of it: `x?.y`, `x.z()`. */
function isWrapping(node: TS.Node, inner: TS.Node): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)) return true;
  const isRead = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node);
  return isRead && node.expression === inner;
}

function alternativesOf(node: TS.Node): TS.Node[] {
  const inner = bare(node);
  if (!ts.isBinaryExpression(inner) || !isEither(inner)) return [inner];
  return [...alternativesOf(inner.left), ...alternativesOf(inner.right)];
}

function isEither({ operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind === SyntaxKind.BarBarToken || kind === SyntaxKind.QuestionQuestionToken;
}
