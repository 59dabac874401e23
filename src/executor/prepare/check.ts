import type { AnyNode, MemberExpression, Program } from "acorn";
import type { ApiNames } from "../../api/method.ts";
import type { Edit } from "./derived_text.ts";
import { closest } from "./closest.ts";
import { Refusal } from "./refusal.ts";
import type { IsDeclared } from "./scope.ts";
import { walk } from "./walk.ts";

const NO_MODULES =
  "Remove it: a submission is one program, and all that it may use is there as a global";

/**
 * Refuses what can't work whatever happens at run time: modules, and calls of methods that are not.
 *
 * @param isDeclared whether the program means something of its own by a name
 * @throws {Refusal}
 */
export function check(
  program: Program,
  text: string,
  names: ApiNames,
  isDeclared: IsDeclared,
): void {
  walk(program, (node, parents) => {
    if (!isEmptyModuleStatement(node, text)) checkModules(node);
    checkMethods(node, parents.at(-1), names, isDeclared);
  });
}

/** Whether a statement is what is left of an import or an export of types: it does nothing. */
export function isEmptyModuleStatement(node: AnyNode, text: string): boolean {
  if (node.type === "ImportDeclaration") {
    return node.specifiers.length === 0 && /^import\s*\{/.test(text.slice(node.start, node.end));
  }
  return node.type === "ExportNamedDeclaration" && !node.declaration && !node.source &&
    node.specifiers.length === 0;
}

/** Replaces a statement by spaces and a semicolon. */
export function blank({ start, end }: { start: number; end: number }): Edit {
  return { start, end, text: ";" };
}

/** What `import` is answered with. */
export function cannotImport(specifier: unknown, at: number): Refusal {
  return new Refusal(`Cannot import ${quote(specifier)}`, at, NO_MODULES);
}

function checkModules(node: AnyNode): void {
  switch (node.type) {
    case "ImportDeclaration":
      throw cannotImport(node.source.value, node.start);
    case "ImportExpression": {
      const what = node.source.type === "Literal" ? " " + quote(node.source.value) : "";
      throw new Refusal(`Cannot import${what} at run time`, node.start, NO_MODULES);
    }
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      if (!node.source) return;
      throw new Refusal(`Cannot export from ${quote(node.source.value)}`, node.start, NO_MODULES);
    case "MetaProperty":
      if (node.meta.name !== "import") return;
      throw new Refusal(
        "Cannot use import.meta",
        node.start,
        "A submission has no file or address",
      );
  }
}

function checkMethods(
  node: AnyNode,
  parent: AnyNode | undefined,
  names: ApiNames,
  isDeclared: IsDeclared,
): void {
  const refuse = (namespace: string, name: string, at: number) => {
    const methods = names[namespace]!;
    // `memory.toString()` and the like exist, if to no purpose.
    if (methods.includes(name) || name in Object.prototype) return;
    const meant = closest(name, methods);
    throw new Refusal(
      `${namespace}.${name} is not a method`,
      at,
      meant ? `Did you mean ${meant}?` : `${namespace} has ${methods.join(", ")}`,
    );
  };
  const isNamespace = (object: AnyNode): object is AnyNode & { type: "Identifier" } =>
    object.type === "Identifier" && Object.hasOwn(names, object.name) &&
    !isDeclared(object.name, object.start);

  if (node.type === "MemberExpression" && isNamespace(node.object)) {
    const name = literalName(node);
    // Only where it is sure to be used: asking whether it is there is fine.
    const isUsed = parent?.type === "CallExpression" && !parent.optional;
    if (name !== undefined && isUsed) refuse(node.object.name, name, node.property.start);
  }
  if (node.type === "VariableDeclarator" && node.init && isNamespace(node.init)) {
    if (node.id.type !== "ObjectPattern") return;
    for (const property of node.id.properties) {
      if (property.type !== "Property" || property.computed) continue;
      if (property.key.type !== "Identifier" || property.value.type === "AssignmentPattern") {
        continue;
      }
      refuse(node.init.name, property.key.name, property.key.start);
    }
  }
}

/** The property's name, where it is written out. */
export function literalName({ property, computed }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? "a module";
}
