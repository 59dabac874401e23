/** Files of the sandbox that no program ever runs beside. */
const APART = ["primordials.ts", "main.ts", "watchdog.ts"];

const GLOBALS = new Set(
  ("Array ArrayBuffer BigInt Boolean DataView Date Deno DOMException Error Event Function globalThis Intl " +
    "Iterator JSON Map Math Number Object performance process Promise RangeError Reflect RegExp Set String " +
    "Symbol SyntaxError TextDecoder TextEncoder TypeError Uint8Array URL WeakMap WeakRef WeakSet clearTimeout " +
    "parseFloat parseInt queueMicrotask setImmediate setTimeout").split(" "),
);

/** Of built-in prototypes; names that classes of the sandbox use as well, like `push`, are left out. */
const METHODS = new Set(
  ("apply at bind call catch charAt charCodeAt codePointAt concat endsWith entries every exec filter finally " +
    "find findIndex findLast flat flatMap forEach has hasOwnProperty includes indexOf join keys lastIndexOf " +
    "map match matchAll padEnd padStart pop reduce repeat replace replaceAll reverse search slice some sort " +
    "splice split startsWith substring test then toFixed toISOString toLowerCase toString toUpperCase trim " +
    "unshift values valueOf").split(" "),
);

/** What makes the code inside run later than the file is loaded. */
const FUNCTIONS = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/**
 * Refuses what goes past `src/sandbox/primordials.ts` in the files of the worker: a program may have
 * replaced it by the time that it is used. What runs while a file is loaded comes before any program;
 * there only captures are refused, which have their place.
 */
export const primordials: Deno.lint.Rule = {
  create(context) {
    const [, file] = /[\\/]src[\\/]sandbox[\\/](.+)$/.exec(context.filename) ?? [];
    if (file === undefined || APART.includes(file)) return {};
    const imported = new Set<string>();
    const late = (node: Deno.lint.Node) =>
      context.sourceCode.getAncestors(node).some(({ type }) => FUNCTIONS.test(type));
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({ node, message: `${what}: a program may have replaced it`, hint: HINT });
    const iteration = (node: Deno.lint.Node) => {
      if (late(node)) report(node, "Iteration calls the iterator of the prototype");
    };
    return {
      ImportSpecifier({ local }) {
        imported.add(local.name);
      },
      Identifier(node) {
        if (!GLOBALS.has(node.name) || imported.has(node.name)) return;
        const { parent } = node;
        const captures = parent.type === "VariableDeclarator" && parent.init === node;
        if (captures || (isUse(node, parent) && late(node))) report(node, `Global "${node.name}"`);
      },
      MemberExpression(node) {
        const { object, property } = node;
        if (node.computed || property.type !== "Identifier" || !late(node)) return;
        if (object.type === "Identifier" && imported.has(object.name) && GLOBALS.has(object.name)) {
          if (property.name !== "prototype") report(node, `"${object.name}.${property.name}"`);
        } else if (METHODS.has(property.name) && node.parent.type === "CallExpression") {
          if (node.parent.callee === node) report(node, `Method "${property.name}"`);
        }
      },
      ForOfStatement: iteration,
      SpreadElement(node) {
        if (node.parent.type !== "ObjectExpression") iteration(node);
      },
      ArrayPattern: iteration,
    };
  },
};

const HINT = "Import it from src/sandbox/primordials.ts";

/** Whether an identifier is read there, and is no name of a type, a key or a declaration. */
function isUse(node: Deno.lint.Node, parent: Deno.lint.Node): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node;
    case "NewExpression":
    case "CallExpression":
      return true;
    case "BinaryExpression":
      return parent.right === node;
    case "TSAsExpression":
      return parent.expression === node;
  }
  return false;
}
