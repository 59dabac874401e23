import type { Use } from "../rpc/prepare_protocol.ts";

/** What the answers of one method were. */
type Shape =
  | { readonly kind: "nothing" | "list" | "text" | "lines of JSON" }
  | { readonly kind: "object"; readonly keys: ReadonlySet<string> };

/** An object with more keys is a dictionary, of which a hint can say nothing. */
const MOST_KEYS = 100;
const SHOWN_KEYS = 8;
/** A key that a hint may show: others are a stranger's text. */
const PLAIN_KEY = /^[\w$-]{1,40}$/;
/** What is looked at of a text, in characters. */
const HEAD_CHARS = 2_000;
/** What MCP's own results hold, and the values that programs get of them do not. */
const WRAPPING = ["content", "structuredContent", "isError"];

/** What the calls of one submission answered, for hints on how it used the answers. */
export class AnswerShapes {
  /** By methods; `undefined` where the answers of one differ, or are none of these. */
  readonly #byMethod = new Map<string, Shape | undefined>();

  /** Notes what a call answered. */
  note(method: string, value: unknown): void {
    const shape = shapeOf(value);
    if (!this.#byMethod.has(method)) this.#byMethod.set(method, shape);
    else this.#byMethod.set(method, merged(this.#byMethod.get(method), shape));
  }

  /**
   * @param method the name of the method whose answer is used, as `note` got it
   * @returns what is wrong with the use; `undefined` unless no answer has what it reads
   */
  hint(method: string, { property, line }: Use): string | undefined {
    const shape = this.#byMethod.get(method);
    if (!shape || mayHave(shape, property)) return undefined;
    const what = property === "" ? "no list" : `no ${JSON.stringify(property)} in it`;
    return `${method} answers ${inWords(shape)}, ${what} (line ${line})${advice(shape, property)}`;
  }
}

function shapeOf(value: unknown): Shape | undefined {
  if (value === undefined) return { kind: "nothing" };
  if (typeof value === "string") {
    const isLines = /^[{[].*[}\]]\r?\n+[{[]/.test(value.slice(0, HEAD_CHARS));
    return { kind: isLines ? "lines of JSON" : "text" };
  }
  if (Array.isArray(value)) return { kind: "list" };
  if (typeof value !== "object" || value === null) return undefined;
  const keys = Object.keys(value);
  return keys.length > MOST_KEYS ? undefined : { kind: "object", keys: new Set(keys) };
}

function merged(one: Shape | undefined, other: Shape | undefined): Shape | undefined {
  if (one?.kind !== other?.kind) return undefined;
  if (one?.kind !== "object" || other?.kind !== "object") return one;
  const keys = one.keys.union(other.keys);
  return keys.size > MOST_KEYS ? undefined : { kind: "object", keys };
}

function mayHave(shape: Shape, property: string): boolean {
  const isIndex = /^\d+$/.test(property);
  switch (shape.kind) {
    case "nothing":
      return false;
    case "list":
      return property === "" || isIndex || property in Array.prototype;
    case "text":
    case "lines of JSON":
      return property === "" || isIndex || property in String.prototype;
    case "object":
      return shape.keys.has(property) || property in Object.prototype;
  }
}

function inWords(shape: Shape): string {
  if (shape.kind === "nothing") return "nothing";
  if (shape.kind !== "object") return shape.kind === "list" ? "a list" : "a text";
  const plain = [...shape.keys].filter((key) => PLAIN_KEY.test(key));
  const shown = plain.slice(0, SHOWN_KEYS);
  return `{ ${[...shown, ...(shown.length < shape.keys.size ? ["…"] : [])].join(", ")} }`;
}

function advice(shape: Shape, property: string): string {
  if (WRAPPING.includes(property)) {
    return ": results come unwrapped, use the value itself; " +
      "{ raw: true } behind the arguments gives the whole result";
  }
  switch (shape.kind) {
    case "lines of JSON":
      return ": read its lines, .trim().split(/\\n+/).map((line) => JSON.parse(line))";
    case "text":
      return ': take it apart, e.g. by .split("\\n")';
    case "list":
      return ": use the list itself";
    default:
      return "";
  }
}
