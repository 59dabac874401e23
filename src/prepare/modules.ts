import type { AnyNode, Program } from "acorn";
import type { Edit } from "../rpc/positions/derived_text.ts";
import { Refusal } from "./syntax/refusal.ts";
import { walk } from "./syntax/walk.ts";

const NO_MODULES =
  "Remove it: a submission is one program, and all that it may use is there as a global";

/**
 * Refuses imports and what else only modules have, in words. This is no wall: what the parser takes for
 * a string may be an import for the engine. `forbidden_words.ts` is.
 *
 * @throws {Refusal}
 */
export function refuseModules(program: Program, text: string): void {
  walk(program, (node) => {
    if (!isEmptyModuleStatement(node, text)) refuseModule(node);
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

/** Replaces a statement by a semicolon. */
export function blank({ start, end }: { start: number; end: number }): Edit {
  return { start, end, text: ";" };
}

/** What `import` is answered with. */
export function cannotImport(specifier: unknown, at: number): Refusal {
  return new Refusal(`Cannot import ${quote(specifier)}`, at, NO_MODULES);
}

function refuseModule(node: AnyNode): void {
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

function quote(value: unknown): string {
  return JSON.stringify(value) ?? "a module";
}
