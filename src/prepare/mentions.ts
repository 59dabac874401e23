import type { AnyNode, MemberExpression, Program } from "acorn";
import type { Position } from "../rpc/positions/position.ts";
import { type Mention, MOST_MENTIONS, NAME_CHARS } from "../rpc/prepare_protocol.ts";
import type { IsDeclared } from "./syntax/scope.ts";
import { type Path, walk } from "./syntax/walk.ts";

/**
 * Finds which members of the namespaces a program names. Whether there are such members is for the
 * server to judge: here no API is known.
 *
 * @param isDeclared whether the program means something of its own by a name
 * @param place the place, in the submitted text, of an offset of the program
 */
export function findMentions(
  program: Program,
  namespaces: ReadonlySet<string>,
  isDeclared: IsDeclared,
  place: (offset: number) => Position | undefined,
): Mention[] {
  const found = new Map<string, Mention>();
  const mention = (
    namespace: string,
    name: string,
    at: number,
    way: { called?: boolean; guarded?: boolean },
  ) => {
    const key = `${namespace}.${name}`;
    const known = found.get(key);
    const isFirstCall = way.called && !known?.called;
    const position = !known || isFirstCall ? place(at) : undefined;
    if (known) {
      known.called ||= way.called === true;
      known.guarded ||= way.guarded === true;
      if (position) Object.assign(known, position);
    } else if (position && name.length <= NAME_CHARS && found.size < MOST_MENTIONS) {
      const { called = false, guarded = false } = way;
      found.set(key, { namespace, name, called, guarded, ...position });
    }
  };
  const isNamespace = (node: AnyNode): node is AnyNode & { type: "Identifier" } =>
    node.type === "Identifier" && namespaces.has(node.name) && !isDeclared(node.name, node.start);

  walk(program, (node, path) => {
    if (node.type === "MemberExpression" && isNamespace(node.object)) {
      const name = literalName(node);
      if (name === undefined) return;
      // Only a call, or a hand-over to one, is sure to use it: asking whether it is there is fine.
      const isUsed = path.parent?.type === "CallExpression" && !path.parent.optional;
      // In a `try` the program has an answer of its own to what isn't there.
      const way = isUsed ? isTried(path) ? {} : { called: true } : { guarded: true };
      mention(node.object.name, name, node.property.start, way);
    }
    if (node.type === "BinaryExpression" && node.operator === "in" && isNamespace(node.right)) {
      const { type } = node.left;
      if (type !== "Literal" || typeof node.left.value !== "string") return;
      mention(node.right.name, node.left.value, node.left.start, { guarded: true });
    }
    if (node.type === "VariableDeclarator" && node.init && isNamespace(node.init)) {
      if (node.id.type !== "ObjectPattern") return;
      for (const property of node.id.properties) {
        if (property.type !== "Property" || property.computed) continue;
        if (property.key.type !== "Identifier" || property.value.type === "AssignmentPattern") {
          continue;
        }
        mention(node.init.name, property.key.name, property.key.start, { called: true });
      }
    }
  });
  return [...found.values()];
}

/** Whether a `catch` of the program's own would get what a node throws. */
function isTried({ parents, tries }: Path): boolean {
  return tries.some((index) => {
    const statement = parents[index]!;
    return statement.type === "TryStatement" && statement.handler &&
      statement.block === parents[index + 1];
  });
}

/** The property's name, where it is written out. */
export function literalName({ property, computed }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}
