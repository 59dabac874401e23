import { type Comment, type ObjectExpression, parse, type Property } from "acorn";

/**
 * Sets `value` at `path` in a JSON text and leaves all else as it stands: order, indentation, comments
 * and trailing commas, which VS Code's and other clients' files have. JSON with comments is a part of
 * JavaScript, so the parser of submissions reads it.
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
  const comments: Comment[] = [];
  let object = parseObject(source, comments);
  for (let depth = 0; depth < path.length; depth++) {
    const name = path[depth]!;
    const rest = path.slice(depth + 1);
    const found = object.properties.find((one) => nameOf(one as Property) === name) as Property;
    if (!found) {
      return addProperty(source, object, comments, { name, value: nest(rest, value), depth });
    }
    if (rest.length === 0) {
      const { start, end } = found.value;
      const written = render(source, value, depth + 1);
      return source.slice(0, start - 1) + written + source.slice(end - 1);
    }
    if (found.value.type !== "ObjectExpression") throw new TypeError(`"${name}" is no object`);
    object = found.value;
  }
  throw new TypeError("The path is empty");
}

/** Every position in what this returns is one too high: the text is parsed in parentheses. */
function parseObject(text: string, onComment: Comment[]): ObjectExpression {
  const { body } = parse(`(${text}\n)`, { ecmaVersion: "latest", onComment });
  const [statement] = body;
  if (body.length !== 1 || statement?.type !== "ExpressionStatement") {
    throw new SyntaxError("Not one value");
  }
  if (statement.expression.type !== "ObjectExpression") throw new SyntaxError("Not an object");
  return statement.expression;
}

function nameOf(property: Property): string | undefined {
  const { key } = property;
  if (key?.type === "Literal" && typeof key.value === "string") return key.value;
  throw new SyntaxError("A name is not in double quotes");
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

function addProperty(
  text: string,
  object: ObjectExpression,
  comments: readonly Comment[],
  { name, value, depth }: { name: string; value: unknown; depth: number },
): string {
  const end = lineEnd(text);
  const brace = object.end - 2;
  const head = text.slice(0, brace).trimEnd();
  // The comma goes right behind the last property, before a comment that tells of it.
  const last = object.properties.at(-1)?.end ?? head.length + 1;
  const hasComma = object.properties.length === 0 ||
    uncommented(head.slice(last - 1), last, comments).includes(",");
  const property = `${JSON.stringify(name)}: ${render(text, value, depth + 1)}`;
  return head.slice(0, last - 1) + (hasComma ? "" : ",") + head.slice(last - 1) +
    end + indent(text).repeat(depth + 1) + property +
    end + indent(text).repeat(depth) + text.slice(brace);
}

function uncommented(text: string, offset: number, comments: readonly Comment[]): string {
  return text.split("").filter((_, i) =>
    !comments.some(({ start, end }) => offset + i >= start && offset + i < end)
  ).join("");
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
