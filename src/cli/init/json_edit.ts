import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";

/**
 * Sets `value` at `path` in a JSON text and leaves all else as it stands: order, indentation, comments
 * and trailing commas, which VS Code's and other clients' files have. The parser's own `modify` puts
 * what is new between a value and the comment behind it.
 *
 * @param path the names of objects, the last that of the value; what is missing is added at the end
 * @throws {SyntaxError} when the text isn't JSON, with comments or without
 * @throws {TypeError} when something on the path is no object
 */
export function setInJson(
  text: string,
  path: readonly [string, ...string[]],
  value: unknown,
): string {
  const source = text.trim() === "" ? "{}\n" : text;
  let object = parseObject(source);
  for (let depth = 0; depth < path.length; depth++) {
    const name = path[depth]!;
    const rest = path.slice(depth + 1);
    const found = object.children!.find(({ children }) => children![0]!.value === name);
    if (!found) return addProperty(source, object, { name, value: nest(rest, value), depth });
    const { offset, length, type } = found.children![1]!;
    if (rest.length === 0) {
      return source.slice(0, offset) + render(source, value, depth + 1) +
        source.slice(offset + length);
    }
    if (type !== "object") throw new TypeError(`"${name}" is no object`);
    object = found.children![1]!;
  }
  throw new TypeError("The path is empty");
}

/**
 * Adds values to the end of a list in a JSON text and leaves all else as it stands.
 *
 * @param path the names of objects, the last that of the list; what is missing is added
 * @throws {SyntaxError} when the text isn't JSON, with comments or without
 * @throws {TypeError} when something on the path is no object, or its end no list
 */
export function addToListInJson(
  text: string,
  path: readonly [string, ...string[]],
  values: readonly unknown[],
): string {
  let source = text;
  for (const value of values) {
    const list = find(parseObject(source.trim() === "" ? "{}\n" : source), path);
    if (!list) source = setInJson(source, path, [value]);
    else if (list.type !== "array") throw new TypeError(`"${path.at(-1)}" is no list`);
    else source = addProperty(source, list, { value, depth: path.length });
  }
  return source;
}

/** @returns what stands at a path of names; `undefined` when there is nothing */
export function find(root: Node, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((node, name) => {
    const properties = node?.type === "object" ? node.children! : [];
    return properties.findLast(({ children }) => children![0]!.value === name)?.children?.[1];
  }, root);
}

/** @throws {SyntaxError} when the text is no object in JSON */
export function parseObject(text: string): Node {
  const errors: ParseError[] = [];
  // A byte order mark is no JSON; the blank in its place keeps the positions.
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  if (errors[0]) {
    const line = text.slice(0, errors[0].offset).split("\n").length;
    throw new SyntaxError(`${printParseErrorCode(errors[0].error)} in line ${line}`);
  }
  if (root?.type !== "object") throw new SyntaxError("Not an object");
  return root;
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

/** Adds a property to an object, or without a name a value to a list. */
function addProperty(
  text: string,
  object: Node,
  { name, value, depth }: { name?: string; value: unknown; depth: number },
): string {
  const end = lineEnd(text);
  const brace = object.offset + object.length - 1;
  const head = text.slice(0, brace).trimEnd();
  // The comma goes right behind the last property, before a comment about it.
  const last = object.children!.at(-1);
  const behind = last ? last.offset + last.length : head.length;
  const hasComma = !last || tokenAt(text, behind) === COMMA;
  const key = name === undefined ? "" : `${JSON.stringify(name)}: `;
  const property = key + render(text, value, depth + 1);
  return head.slice(0, behind) + (hasComma ? "" : ",") + head.slice(behind) +
    end + indent(text).repeat(depth + 1) + property +
    end + indent(text).repeat(depth) + text.slice(brace);
}

/** The scanner's kind of a comma; its types have it in a `const enum` alone. */
export const COMMA = 5;

/** The kind of the next token that is no comment. */
function tokenAt(text: string, offset: number): number {
  return nextToken(text, offset).kind;
}

/** The next token that is no comment: its kind, and where it begins. */
export function nextToken(text: string, offset: number): { kind: number; at: number } {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return { kind: scanner.scan(), at: scanner.getTokenOffset() };
}

function render(text: string, value: unknown, depth: number): string {
  const unit = indent(text);
  return JSON.stringify(value, null, unit).replaceAll("\n", lineEnd(text) + unit.repeat(depth));
}

/** What the file indents by: the space before its first indented line. */
function indent(text: string): string {
  return /^([ \t]+)["{}]/m.exec(text)?.[1] ?? "  ";
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
