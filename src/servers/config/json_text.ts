import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";

/** What a text of JSON says, with the keys that it says twice. */
export interface JsonText {
  /** `undefined` when the text isn't JSON. */
  readonly value: unknown;
  /** Key paths of what stands there twice, and of `__proto__`, which is no name for a value. */
  readonly flaws: readonly Flaw[];
  /** Why the text isn't read. */
  readonly fault?: { readonly what: string; readonly remedy: string };
  /** @returns the line of a value, from 1: of the nearest one where it is missing, of the fault where there is one */
  lineOf(path: Path): number;
}

export interface Flaw {
  readonly path: Path;
  readonly what: string;
}

export type Path = readonly (string | number)[];

/** What a person writes is a hundredth of it. */
export const MAX_CHARS = 2 ** 20;
/** The parser calls itself for each level: a deep text would end in a stack overflow. */
const MAX_DEPTH = 32;
/** The scanner's kinds of tokens, which are a `const enum` in its types. */
const OPEN: readonly number[] = [1, 3];
const CLOSE: readonly number[] = [2, 4];
const END = 17;

/**
 * Reads JSON with comments and trailing commas. Never throws.
 *
 * @param maxChars a longer text is not read
 */
export function readJson(given: string, maxChars = MAX_CHARS): JsonText {
  const text = given.replace(/^\uFEFF/, "");
  const line = (offset: number) => text.slice(0, offset).split("\n").length;
  const refuse = (what: string, remedy: string, offset = 0): JsonText => ({
    value: undefined,
    flaws: [],
    fault: { what, remedy },
    lineOf: () => line(offset),
  });
  if (text.length > maxChars) {
    return refuse(`The file is longer than ${maxChars} characters`, "shorten it");
  }
  const deep = tooDeep(text);
  if (deep !== undefined) {
    return refuse(`The file nests deeper than ${MAX_DEPTH} levels`, "flatten it", deep);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const reason = words(printParseErrorCode(error.error));
    return refuse(`The file is not JSON: ${reason}`, "mend it there", error.offset);
  }
  return read(root!, line);
}

function read(root: Node, line: (offset: number) => number): JsonText {
  const flaws: Flaw[] = [];
  return {
    value: valueOf(root, [], flaws),
    flaws,
    lineOf: (path) => line(nearest(root, path).offset),
  };
}

function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (CLOSE.includes(token)) depth--;
    if (OPEN.includes(token) && ++depth > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return undefined;
}

function valueOf(node: Node, path: Path, flaws: Flaw[]): unknown {
  const children = node.children ?? [];
  if (node.type === "array") return children.map((one, at) => valueOf(one, [...path, at], flaws));
  if (node.type !== "object") return node.value;
  const object: Record<string, unknown> = {};
  for (const { children: [key, value] = [] } of children) {
    const name = key!.value as string;
    const at = [...path, name];
    // As a key it would set what the object inherits from.
    if (name === "__proto__") {
      flaws.push({ path: at, what: "is no name that a config can have" });
      continue;
    }
    if (Object.hasOwn(object, name)) flaws.push({ path: at, what: "stands there twice" });
    object[name] = valueOf(value!, at, flaws);
  }
  return object;
}

function nearest(root: Node, path: Path): Node {
  let node = root;
  for (const key of path) {
    const next = typeof key === "number"
      ? node.children?.[key]
      : node.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1];
    if (!next) break;
    node = next;
  }
  return node;
}

/** `CommaExpected` as "comma expected". */
function words(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
