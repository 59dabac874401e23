import { arrayOf, atom, intersection, NEVER, type TypeText, union, UNKNOWN } from "./combine.ts";
import { braces } from "./braces.ts";
import { Work } from "./form.ts";
import { literalKind, propertyName } from "./literal.ts";
import { follow, isRecord, list, neededNames, type Schema } from "./schema.ts";

/** What is beyond is `any`. Of 1 052 real tools none is over any of these. */
const LIMITS = {
  /** Stops types inside types that are nested deeper than the stack. */
  depth: 16,
  /** Stops references that lead to references. */
  references: 8,
  /** Stops references that multiply, in schemas and names that are looked at. */
  steps: 4_000,
  /** Stops a text that takes a compiler long. */
  chars: 24_000,
  nameChars: 128,
  /** Kinds of a type, and values of an enumeration. */
  kinds: 7,
  values: 200,
};

const RECORD = atom("Record<string, any>");
const ANY = atom("any");
const STRING = atom("string");
/** Arguments travel as JSON, in which dates and addresses are strings. */
const GIVEN_STRING: TypeText = { text: "string | { toJSON: any }", operator: "|" };

/** Where a schema stands. */
interface Place {
  readonly depth?: number;
  /** The references that lead there. */
  readonly through?: readonly string[];
  /** Whether it is of an object, whatever it says itself. */
  readonly isObject?: boolean;
}

/**
 * Writes one schema as a type that stops no program that is right. Whatever a stranger sends as a schema
 * gives a type: it never throws.
 *
 * `UNKNOWN` stands for what may be anything; `NEVER` for `null`, which is of every type where
 * `strictNullChecks` is off.
 */
export class LooseWriter {
  readonly #root: unknown;
  readonly #given: boolean;
  readonly #work = new Work(LIMITS.steps);
  #chars = LIMITS.chars;

  /**
   * @param root the document that references point into
   * @param given whether the program gives the value; else it gets it
   */
  constructor(root: unknown, given: boolean) {
    this.#root = root;
    this.#given = given;
  }

  write(schema: unknown, place: Place = {}): TypeText {
    const { depth = 0 } = place;
    if (!isRecord(schema) || depth > LIMITS.depth || !this.#step()) return UNKNOWN;
    // References below it would start from there.
    if (schema !== this.#root && typeof schema.$id === "string") return UNKNOWN;
    if (schema.$ref !== undefined) return this.#reference(schema.$ref, place);
    const own = this.#own(schema, place);
    if (own !== UNKNOWN && own !== RECORD) return own;
    const inner = { ...place, depth: depth + 1, isObject: own === RECORD };
    for (const combined of [this.#all(schema.allOf, inner), ...this.#choices(schema, inner)]) {
      if (isSaid(combined)) return combined;
    }
    return own;
  }

  #reference(ref: unknown, place: Place): TypeText {
    const { through = [] } = place;
    if (typeof ref !== "string" || through.includes(ref) || through.length === LIMITS.references) {
      return UNKNOWN;
    }
    return this.write(follow(this.#root, ref), { ...place, through: [...through, ref] });
  }

  /** What the schema's own keywords say, without those that combine others. */
  #own(schema: Schema, place: Place): TypeText {
    const { type, enum: values } = schema;
    // A program may hold a result in a type of its own that lists the values.
    if (!this.#given && (values ?? schema.const) !== undefined) return UNKNOWN;
    if (type !== undefined) {
      const types = Array.isArray(type) ? type : [type];
      if (types.length === 0 || types.length > LIMITS.kinds) return UNKNOWN;
      return this.#either(types.map((one) => this.#kind(one, schema, place)));
    }
    if (place.isObject) return this.#object(schema, place);
    const all = schema.const !== undefined ? [schema.const] : list(values);
    if (all.length === 0 || all.length > LIMITS.values) return UNKNOWN;
    return union(all.map(kindOf));
  }

  #kind(type: unknown, schema: Schema, place: Place): TypeText {
    switch (type) {
      case "null":
        return NEVER;
      case "string":
        return this.#given ? GIVEN_STRING : STRING;
      case "boolean":
        return atom("boolean");
      case "number":
      case "integer":
        return atom("number");
      case "array":
        return this.#array(schema, place);
      case "object":
        return this.#object(schema, place);
    }
    return UNKNOWN;
  }

  #array({ prefixItems, items }: Schema, { depth = 0, through = [] }: Place): TypeText {
    const isTuple = Array.isArray(prefixItems) || Array.isArray(items);
    const item = isTuple ? UNKNOWN : this.write(items, { depth: depth + 1, through });
    const { text } = arrayOf(isSaid(item) ? item : ANY);
    // What a program made `as const` is readonly.
    return this.#given ? { text: `readonly ${text}`, operator: "|" } : atom(text);
  }

  #object(schema: Schema, { depth = 0, through = [] }: Place): TypeText {
    const { all, count } = this.#work.entries(schema.properties);
    this.#work.left -= list(schema.required).length;
    if (this.#work.left <= 0) return RECORD;
    const needed = new Set(neededNames(schema));
    const fields: string[] = [];
    for (const [name, property] of all) {
      if (this.#chars <= 0 || this.#work.left <= 0) break;
      if (name.length > LIMITS.nameChars) continue;
      // Every object has these, of types of their own.
      const isInherited = name in Object.prototype;
      const before = this.#chars;
      const type = isInherited
        ? ANY.text
        : textOf(this.write(property, { depth: depth + 1, through }));
      // A result's may be assigned to one that must be there.
      const isOptional = isInherited || (this.#given && !needed.has(name));
      const field = `${propertyName(name)}${isOptional ? "?" : ""}: ${type}`;
      // What is in it was spent on the way.
      this.#chars = before - field.length;
      fields.push(field);
    }
    if (fields.length === 0) return RECORD;
    const isClosed = this.#given && fields.length === count &&
      schema.additionalProperties === false && schema.patternProperties === undefined;
    return atom(braces(isClosed ? fields : [...fields, "[key: string]: any"], 0, false));
  }

  /** What all of them say together, as far as they are objects. */
  #all(parts: unknown, place: Place): TypeText {
    const types: TypeText[] = [];
    for (const part of list(parts)) {
      const type = this.write(part, place);
      if (this.#work.left <= 0) return UNKNOWN;
      if (isSaid(type)) types.push(type);
    }
    const objects = types.filter(({ text, operator }) => text.startsWith("{") && operator !== "|");
    return this.#sure(objects.length > 0 ? intersection(objects) : types[0] ?? UNKNOWN);
  }

  *#choices(schema: Schema, place: Place): Iterable<TypeText> {
    for (const alternatives of [list(schema.anyOf), list(schema.oneOf)]) {
      const types: TypeText[] = [];
      for (const one of alternatives) {
        types.push(this.write(one, place));
        if (types.at(-1) === UNKNOWN) break;
      }
      yield this.#either(types);
    }
  }

  #either(types: readonly TypeText[]): TypeText {
    return this.#sure(union(types));
  }

  /** A program that gets one of several looks which it is in ways that the types do not know. */
  #sure(type: TypeText): TypeText {
    return this.#given || type.operator === "" ? type : UNKNOWN;
  }

  #step(): boolean {
    return this.#work.left-- > 0 && this.#chars > 0;
  }
}

/** @returns the text of a type, which may be anything, or only `null` */
export function textOf(type: TypeText): string {
  return isSaid(type) ? type.text : ANY.text;
}

function isSaid(type: TypeText): boolean {
  return type !== UNKNOWN && type !== NEVER;
}

function kindOf(value: unknown): TypeText {
  if (value === null) return NEVER;
  const kind = literalKind(value);
  if (kind === STRING.text) return GIVEN_STRING;
  return kind === UNKNOWN.text ? UNKNOWN : atom(kind);
}
