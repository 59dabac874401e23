import type { AnyNode, BlockStatement, Program } from "acorn";
import { derive, type Edit } from "../rpc/positions/derived_text.ts";
import { blank, isEmptyModuleStatement } from "./modules.ts";
import { isExpression } from "./syntax/parse.ts";
import { Refusal } from "./syntax/refusal.ts";
import { isVariable } from "./syntax/scope.ts";
import { unusedName } from "./syntax/unused_name.ts";
import { type Func, isFunction, walk } from "./syntax/walk.ts";

/** How a program becomes the body of an async function. */
export interface Entry {
  edits: Edit[];
  /** What follows the body: the call of the function that the program only declares. */
  tail: string;
  /** What the async function takes: a name for the arguments from outside, if there are any. */
  parameter: string;
  /** The node whose value is the result; `undefined` when only `return` can give one. */
  result: AnyNode | undefined;
}

/** What there is to call the program's function with. */
interface Given {
  namespaces: ReadonlySet<string>;
  /** The name of the arguments from outside: where there is one, they are all that it gets. */
  args: string | undefined;
}

/**
 * Finds what a program's value is: its default export, the function that it consists of, or its last
 * expression; and the edits that make it so.
 *
 * @param takesArgs whether the value has to be that of a function, which gets arguments from outside
 * @throws {Refusal} when there is nothing to run, or nothing that takes the arguments
 */
export function findEntry(
  program: Program,
  text: string,
  namespaces: ReadonlySet<string>,
  takesArgs = false,
): Entry {
  const given: Given = { namespaces, args: takesArgs ? unusedName(text, "$args") : undefined };
  const parameter = given.args ?? "";
  const edits: Edit[] = [];
  const body: AnyNode[] = [];
  for (const node of program.body) {
    if (node.type === "EmptyStatement") continue;
    if (isEmptyModuleStatement(node, text)) edits.push(blank(node));
    else body.push(node);
  }
  const last = body.at(-1);
  if (!last) {
    throw new Refusal(
      "The code holds nothing to run",
      undefined,
      "Send statements that return a result",
    );
  }
  const exported = takeExports(body, text, given, edits);
  if (exported) return { edits, parameter, ...exported };

  const end = body.findLast((node) => !isHoisted(node)) ?? last;
  const value = asExpression(end, text);
  if (value && isFunction(value)) {
    // A function that is never called is of no use as a value: it is the program.
    const semicolon = /;\s*$/.exec(text.slice(end.start, end.end))?.index;
    edits.push({ start: end.start, end: end.start, text: "return await (" });
    const at = semicolon === undefined ? end.end : end.start + semicolon;
    edits.push({ start: at, end: at, text: `)${callOf(value, given) ?? "()"}` });
    return { edits, tail: "", parameter, result: value };
  }
  const main = value ? undefined : findMain(program, body, given);
  if (main) {
    return { edits, tail: `return await ${main.name}${main.call};`, parameter, result: main.func };
  }
  if (takesArgs) throw takesNone("it neither exports a function by default nor consists of one");
  if (value) {
    edits.push({ start: end.start, end: end.start, text: "return " });
    if (end.type === "BlockStatement") {
      edits[edits.length - 1]!.text = "return (";
      const semicolon = lastSemicolon(end, text);
      if (semicolon) edits.push(semicolon);
      edits.push({ start: end.end, end: end.end, text: ")" });
    }
  }
  return { edits, tail: "", parameter, result: value };
}

/** @param at where what is no function starts */
function takesNone(why: string, at?: number): Refusal {
  const hint = "Make it a function: export default async (args) => { … }";
  return new Refusal(`The program takes no arguments: ${why}`, at, hint);
}

/**
 * Whether a statement does nothing where it stands: functions, often below the call of the first, and
 * `var x;`, which the eraser writes at the very end for a namespace.
 */
function isHoisted(node: AnyNode): boolean {
  return node.type === "FunctionDeclaration" ||
    (node.type === "VariableDeclaration" && node.kind === "var" &&
      node.declarations.every(({ init }) => !init));
}

/** The statement's expression, if it is one. */
function asExpression(node: AnyNode, text: string): AnyNode | undefined {
  if (node.type === "ExpressionStatement") {
    return node.directive === "use strict" ? undefined : node.expression;
  }
  // `{ total }` at the end is meant as an object, though it reads as a block.
  if (node.type !== "BlockStatement") return undefined;
  const semicolon = lastSemicolon(node, text);
  const isObject = semicolon
    ? isExpression(derive(text, [semicolon]).text, node.start, node.end)
    : isExpression(text, node.start, node.end);
  return isObject ? node : undefined;
}

/** Takes out what the eraser, where it writes code anew, puts into `{ total: 1 }`: for it a label. */
function lastSemicolon({ body }: BlockStatement, text: string): Edit | undefined {
  const [only, second] = body;
  if (second || only?.type !== "LabeledStatement" || text[only.end - 1] !== ";") return undefined;
  return { start: only.end - 1, end: only.end, text: " " };
}

/** Turns exports into plain declarations, and says what the default one's value is. */
function takeExports(
  body: AnyNode[],
  text: string,
  given: Given,
  edits: Edit[],
): { tail: string; result: AnyNode } | undefined {
  let exported: { tail: string; result: AnyNode } | undefined;
  for (const node of body) {
    if (node.type === "ExportNamedDeclaration") {
      if (node.declaration) {
        edits.push({ start: node.start, end: node.declaration.start, text: "" });
        continue;
      }
      edits.push(blank(node));
      for (const { local, exported: name } of node.specifiers) {
        const isDefault = name.type === "Identifier" && name.name === "default";
        if (!isDefault || local.type !== "Identifier") continue;
        exported = { tail: callIfFunction(local.name, given), result: local };
      }
    } else if (node.type === "ExportDefaultDeclaration") {
      const { declaration } = node;
      if (given.args !== undefined && NO_FUNCTIONS.test(declaration.type)) {
        throw takesNone(NO_FUNCTION, declaration.start);
      }
      const id = "id" in declaration ? declaration.id : undefined;
      const name = id?.name ?? unusedName(text, "$default");
      const isDeclaration = declaration.type.endsWith("Declaration") && id;
      const replaced = isDeclaration ? "" : `const ${name} = `;
      edits.push({ start: node.start, end: defaultValueStart(node, text), text: replaced });
      // Without it, what follows an anonymous function would call it.
      if (!isDeclaration && !/;\s*$/.test(text.slice(node.start, node.end))) {
        edits.push({ start: node.end, end: node.end, text: ";" });
      }
      const tail = isFunction(declaration)
        ? `return await ${name}${callOf(declaration, given) ?? "()"};`
        : declaration.type.startsWith("Class")
        ? `return ${name};`
        : callIfFunction(name, given);
      exported = { tail, result: declaration };
    }
  }
  return exported;
}

/** Where the exported value starts, parentheses included: they are no part of its node. */
function defaultValueStart(node: AnyNode, text: string): number {
  const [words = ""] = /^export(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/.*)+default/.exec(
    text.slice(node.start, node.end),
  ) ?? [];
  return node.start + words.length;
}

/** The types of nodes that cannot be called, whatever they hold. */
const NO_FUNCTIONS = /^(?:Array|Class|Literal|Object|Template)/;
const NO_FUNCTION = "its default export is no function";

/** Of a value that only the run shows. */
function callIfFunction(name: string, { args }: Given): string {
  if (args !== undefined) {
    const { message } = takesNone(NO_FUNCTION);
    return `if (typeof ${name} !== "function") throw new TypeError(${JSON.stringify(message)});` +
      `\nreturn await ${name}(${args});`;
  }
  return `return typeof ${name} === "function" ? await ${name}() : await ${name};`;
}

/** The entry function of a program that only declares functions. */
function findMain(
  program: Program,
  body: AnyNode[],
  given: Given,
): { name: string; call: string; func: Func } | undefined {
  const functions = new Map<string, Func>();
  for (const statement of body) {
    const node = statement.type === "ExportNamedDeclaration" && statement.declaration
      ? statement.declaration
      : statement;
    switch (node.type) {
      case "FunctionDeclaration":
        if (node.id) functions.set(node.id.name, node);
        break;
      case "VariableDeclaration":
        for (const { id, init } of node.declarations) {
          if (id.type === "Identifier" && init && isFunction(init)) functions.set(id.name, init);
        }
        break;
      case "ClassDeclaration":
        break;
      default:
        if (!("directive" in node)) return;
    }
  }
  walk(program, (node, { parent }) => {
    if (node.type !== "Identifier" || !isVariable(node, parent)) return;
    const func = functions.get(node.name);
    const isItsName = parent && "id" in parent && parent.id === node;
    const isWithin = func && func.start <= node.start && node.end <= func.end;
    if (func && !isItsName && !isWithin) functions.delete(node.name);
  });
  const callable = [...functions].flatMap(([name, func]) => {
    const call = callOf(func, given);
    return call === undefined ? [] : [{ name, call, func }];
  });
  return callable.find(({ name }) => name === "main") ??
    (callable.length === 1 ? callable[0] : undefined);
}

/**
 * The argument list to call a function with: models write `main(memory)` and `({ memory }) => …` too.
 *
 * @returns `undefined` when the function wants something that we don't have; never with arguments from
 * outside, which are what any function gets
 */
function callOf({ params }: Func, { namespaces, args }: Given): string | undefined {
  if (args !== undefined) return `(${args})`;
  const values: string[] = [];
  for (const param of params) {
    if (param.type === "Identifier" && namespaces.has(param.name)) values.push(param.name);
    else if (param.type === "ObjectPattern") values.push(`{ ${[...namespaces].join(", ")} }`);
    else if (param.type === "AssignmentPattern" || param.type === "RestElement") break;
    else return undefined;
  }
  return `(${values.join(", ")})`;
}
