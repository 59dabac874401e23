import type { AnyNode, CallExpression, MemberExpression, Program } from "acorn";
import type { Position } from "../rpc/positions/position.ts";
import { type Mention, MOST_MENTIONS, MOST_TEXTS, NAME_CHARS } from "../rpc/prepare_protocol.ts";
import type { IsDeclared } from "./syntax/scope.ts";
import { isOfPromise, type Path, walk } from "./syntax/walk.ts";

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
  /** Names that the program asks for, however it calls them elsewhere. */
  const guarded = new Set<string>();
  const mention = (
    namespace: string,
    name: string,
    at: number,
    { next, texts, ...way }: Way,
  ) => {
    const key = [namespace, name, next, texts?.join("\n")].join("\n");
    const known = found.get(key);
    if (way.guarded) guarded.add([namespace, name, next].join("\n"));
    // What has a handler may be missing; a call without one may not, wherever it stands.
    const isFirstCall = way.called &&
      (!known?.called || (known.handled === true && way.handled !== true));
    const position = !known || isFirstCall ? place(at) : undefined;
    if (known) {
      if (way.called) {
        if (way.handled && (!known.called || known.handled)) known.handled = true;
        else delete known.handled;
      }
      known.called ||= way.called === true;
      if (position) Object.assign(known, position);
    } else if (position && name.length <= NAME_CHARS && found.size < MOST_MENTIONS) {
      const { called = false, handled } = way;
      found.set(key, {
        namespace,
        name,
        ...(next === undefined ? {} : { next }),
        ...(texts === undefined ? {} : { texts }),
        called,
        ...(handled ? { handled } : {}),
        guarded: false,
        ...position,
      });
    }
  };
  const isNamespace = (node: AnyNode): node is AnyNode & { type: "Identifier" } =>
    node.type === "Identifier" && namespaces.has(node.name) && !isDeclared(node.name, node.start);

  walk(program, (node, path) => {
    if (node.type === "MemberExpression" && isNamespace(node.object)) {
      const name = literalName(node);
      if (name === undefined) return;
      mention(node.object.name, name, node.property.start, wayOf(node, path));
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
        const way = isTried(path) ? {} : { called: true };
        mention(node.init.name, property.key.name, property.key.start, way);
      }
    }
  });
  for (const one of found.values()) {
    const { namespace, name, next } = one;
    one.guarded = [[namespace, name, undefined], [namespace, name, next]]
      .some((asked) => guarded.has(asked.join("\n")));
  }
  return [...found.values()];
}

/** How a program uses a name. */
type Way = Partial<Pick<Mention, "called" | "handled" | "guarded" | "next" | "texts">>;

/** How the member of a namespace is used: `space.name`, `space.name.next`, `space.name("text", …)`. */
function wayOf(node: MemberExpression, path: Path): Way {
  const { parent } = path;
  const inner = parent?.type === "MemberExpression" && parent.object === node && !parent.optional
    ? parent
    : undefined;
  const next = inner && literalName(inner);
  const isNamed = next !== undefined && next.length <= NAME_CHARS;
  const [used, user] = isNamed ? [inner, path.parents.at(-2)] : [node, parent];
  const more = isNamed ? { next } : {};
  // Only a call, or a hand-over to one, is sure to use it: asking whether it is there is fine.
  if (user?.type !== "CallExpression" || user.optional) return { ...more, guarded: true };
  const texts = user.callee === used ? leadingTexts(user) : [];
  // In a `try` the program has an answer of its own to what isn't there.
  const way = isTried(path) ? {} : { called: true, ...(isHandled(path) ? { handled: true } : {}) };
  return { ...more, ...(texts.length > 0 ? { texts } : {}), ...way };
}

/** The texts that a call begins with, where they are written out. */
function leadingTexts({ arguments: args }: CallExpression): string[] {
  const texts: string[] = [];
  for (const arg of args.slice(0, MOST_TEXTS)) {
    if (arg.type !== "Literal" || typeof arg.value !== "string") break;
    if (arg.value.length > NAME_CHARS) break;
    texts.push(arg.value);
  }
  return texts;
}

/** Whether a `catch` of the program's own would get what a node throws. */
function isTried({ parents, tries }: Path): boolean {
  return tries.some((index) => {
    const statement = parents[index]!;
    return statement.type === "TryStatement" && statement.handler &&
      statement.block === parents[index + 1];
  });
}

/** Whether a promise that a node is part of has a handler for what it rejects with. */
function isHandled({ parents, handlers }: Path): boolean {
  return handlers.some((index) => {
    const { callee } = parents[index] as CallExpression;
    const isCallee = parents[index + 1] === callee;
    // `allSettled` handles what it is given, `catch` what stands before it.
    return isCallee !== isOfPromise(callee);
  });
}

/** The property's name, where it is written out. */
export function literalName({ property, computed }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}
