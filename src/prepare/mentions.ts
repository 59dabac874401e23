import type { AnyNode, CallExpression, MemberExpression, Program } from "acorn";
import type { Position } from "../rpc/positions/position.ts";
import { type Mention, MOST_MENTIONS, MOST_TEXTS, NAME_CHARS } from "../rpc/prepare_protocol.ts";
import type { IsDeclared } from "./syntax/scope.ts";
import { isHandler, isOfPromise, type Path, walk } from "./syntax/walk.ts";

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
  const found = new Map<string, { mention: Mention; need: Need }>();
  /** Names that the program asks for, however it calls them elsewhere. */
  const guarded = new Set<string>();
  /** Whether it handles any failure, perhaps that of a function that it calls. */
  let handlesSome = false;
  const mention = (namespace: string, name: string, at: number, way: Way) => {
    const { need, next, texts } = way;
    const key = [namespace, name, next, texts?.join("\n")].join("\n");
    const known = found.get(key);
    if (need === NEED.asks) guarded.add([namespace, name, next].join("\n"));
    // The place of the first call that it can do without least.
    const position = !known || need > known.need ? place(at) : undefined;
    if (known) {
      if (way.certain) known.mention.certain = true;
      if (need === NEED.tries) known.mention.tried = true;
      if (need > known.need) Object.assign(known, { need });
      if (position) Object.assign(known.mention, position);
    } else if (position && name.length <= NAME_CHARS && found.size < MOST_MENTIONS) {
      const mention: Mention = {
        namespace,
        name,
        ...(next === undefined ? {} : { next }),
        ...(texts === undefined ? {} : { texts }),
        ...(need === NEED.tries ? { tried: true } : {}),
        ...(way.certain ? { certain: true } : {}),
        called: false,
        guarded: false,
        ...position,
      };
      found.set(key, { mention, need });
    }
  };
  const isNamespace = (node: AnyNode): node is AnyNode & { type: "Identifier" } =>
    node.type === "Identifier" && namespaces.has(node.name) && !isDeclared(node.name, node.start);

  walk(program, (node, path) => {
    handlesSome ||= isHandler(node) || node.type === "TryStatement" && Boolean(node.handler);
    if (node.type === "MemberExpression" && isNamespace(node.object)) {
      const name = literalName(node);
      if (name === undefined) return;
      mention(node.object.name, name, node.property.start, wayOf(node, path));
    }
    if (node.type === "BinaryExpression" && node.operator === "in" && isNamespace(node.right)) {
      const { type } = node.left;
      if (type !== "Literal" || typeof node.left.value !== "string") return;
      mention(node.right.name, node.left.value, node.left.start, { need: NEED.asks });
    }
    if (node.type === "VariableDeclarator" && node.init && isNamespace(node.init)) {
      if (node.id.type !== "ObjectPattern") return;
      for (const property of node.id.properties) {
        if (property.type !== "Property" || property.computed) continue;
        if (property.key.type !== "Identifier" || property.value.type === "AssignmentPattern") {
          continue;
        }
        const need = isTried(path) ? NEED.tries : isLoose(path) ? NEED.mayNeed : NEED.needs;
        mention(node.init.name, property.key.name, property.key.start, { need });
      }
    }
  });
  return [...found.values()].map(({ mention, need }) => {
    const { namespace, name, next } = mention;
    const isHandled = need === NEED.handles || need === NEED.mayNeed && handlesSome;
    return {
      ...mention,
      called: need >= NEED.handles,
      ...(isHandled ? { handled: true } : {}),
      guarded: [[namespace, name, undefined], [namespace, name, next]]
        .some((asked) => guarded.has(asked.join("\n"))),
    };
  });
}

/** How much a program needs what it names, the least first. */
const NEED = {
  /** It asks whether it is there, or hands it on. */
  asks: 0,
  /** It calls it in a `try`. */
  tries: 1,
  /** It handles what the call rejects with. */
  handles: 2,
  /** It calls it where another part of it, which calls or awaits that, may handle a failure. */
  mayNeed: 3,
  needs: 4,
} as const;

type Need = (typeof NEED)[keyof typeof NEED];

/** How a program uses a name. */
interface Way extends Pick<Mention, "next" | "texts" | "certain"> {
  readonly need: Need;
}

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
  if (user?.type !== "CallExpression" || user.optional) return { ...more, need: NEED.asks };
  const isCalled = user.callee === used;
  const texts = isCalled ? leadingTexts(user) : [];
  const awaits = path.parents.at(isNamed ? -3 : -2);
  const isAwaited = awaits?.type === "AwaitExpression" || awaits?.type === "ReturnStatement";
  // In a `try` the program has an answer of its own to what isn't there.
  const need = isTried(path)
    ? NEED.tries
    : isHandled(path)
    ? NEED.handles
    : isLoose(path) || !isCalled || !isAwaited
    ? NEED.mayNeed
    : NEED.needs;
  return {
    ...more,
    ...(texts.length > 0 ? { texts } : {}),
    ...(isCalled && isCertain(path) ? { certain: true } : {}),
    need,
  };
}

/** Whether a program evaluates a node whatever it finds, if it comes so far. */
function isCertain({ functions, conditions, loops, tries }: Path): boolean {
  return functions.length + conditions.length + loops.length + tries.length === 0;
}

/** Whether a node stands in a function, whose caller may handle a failure, or in a `catch`. */
function isLoose({ parents, functions, tries }: Path): boolean {
  return functions.length > 0 || tries.some((index) => {
    const statement = parents[index]!;
    return statement.type === "TryStatement" && statement.handler === parents[index + 1];
  });
}

/** The texts that a call begins with, where they are written out. */
function leadingTexts({ arguments: args }: CallExpression): string[] {
  const texts: string[] = [];
  for (const arg of args.slice(0, MOST_TEXTS)) {
    const text = writtenOut(arg);
    if (text === undefined || text.length > NAME_CHARS) break;
    texts.push(text);
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
  return writtenOut(property);
}

/** The text that a node is, as a string or as a template without expressions. */
function writtenOut(node: AnyNode): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}
