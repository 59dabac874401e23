import {
  arrayOf,
  atom,
  intersection,
  isKind,
  NEVER,
  type TypeText,
  union,
  UNKNOWN,
} from "./combine.ts";
import { braces } from "./braces.ts";
import { type Bounds, type Form, PROPERTIES, type Work } from "./form.ts";
import { fieldComment } from "./field_comment.ts";
import { literalKind, literalType, propertyName } from "./literal.ts";
import { follow, isRecord, list, type Schema } from "./schema.ts";

/** Types inside types, of any kind: a schema of a megabyte can nest deeper than the stack. */
const NESTING = 40;
/** References that lead to references. */
const REFERENCES = 16;
/** A longer name of a property is counted instead. */
const NAME_CHARS = 128;
/** Values whose kinds are looked at where no value is written. */
const KINDS = 100;
/** Keywords that say something of the type: a schema without any is `unknown`. */
const TYPES = ["type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf", "properties", "items"];

/** The properties of an object. */
export interface Fields {
  readonly written: readonly string[];
  /** How many there was no room for. */
  readonly left: number;
}

/** Writes one schema. Whatever a stranger sends as a schema gives a type: it never throws. */
export class TypeWriter {
  #chars: number;
  readonly #depth: number;
  readonly #work: Work;
  readonly #form: Form;

  constructor(form: Form, { depth, chars, work }: Bounds) {
    this.#form = form;
    this.#depth = depth;
    this.#chars = chars;
    this.#work = work;
  }

  /** Whether there was no room for all of it. */
  full = false;

  write(schema: unknown, depth = 0, through: readonly string[] = []): TypeText {
    if (schema === false) return NEVER;
    if (!isRecord(schema)) return UNKNOWN;
    if (depth > NESTING) return UNKNOWN;
    if (this.#chars <= 0 || !this.#step()) {
      this.full = true;
      return UNKNOWN;
    }
    const type = this.#composed(schema, depth, through);
    return schema.nullable === true ? union([type, atom("null")]) : type;
  }

  /** Writes the properties of an object schema, e.g. `from: string` and `to?: string`. */
  fields(schema: Schema, depth = 0, through: readonly string[] = []): Fields {
    const { all, count } = this.#work.entries(schema.properties);
    const required = new Set(list(schema.required).slice(0, PROPERTIES));
    const optional = ([name, property]: readonly [string, unknown]) =>
      !required.has(name) ||
      (this.#form.given && isRecord(property) && property.default !== undefined);
    const written: string[] = [];
    for (const field of [...all.filter((one) => !optional(one)), ...all.filter(optional)]) {
      const [name, property] = field;
      if (this.#chars <= 0 || this.#work.left <= 0) break;
      if (name.length > NAME_CHARS) continue;
      const head = this.#spend(`${propertyName(name)}${optional(field) ? "?" : ""}: `);
      const type = this.write(property, depth + 1, through);
      written.push(this.#comment(property) + head + type.text);
    }
    const left = count - written.length;
    if (left > 0) this.full = true;
    return { written, left };
  }

  #composed(schema: Schema, depth: number, through: readonly string[]): TypeText {
    const own = this.#own(schema, depth, through);
    const parts: TypeText[] = [];
    let kind: TypeText | undefined = own;
    for (const part of list(schema.allOf)) {
      if (!this.#step()) break;
      parts.push(this.write(part, depth + 1, through));
    }
    for (const alternatives of [list(schema.anyOf), list(schema.oneOf)]) {
      if (alternatives.length === 0) continue;
      const either = this.#either(alternatives, schema.type, own, depth, through);
      // A choice among values says more than the kind of all of them.
      if (isKind(own) && either !== UNKNOWN) kind = undefined;
      parts.push(either);
    }
    return intersection(kind === undefined ? parts : [kind, ...parts]);
  }

  #either(
    alternatives: readonly unknown[],
    type: unknown,
    own: TypeText,
    depth: number,
    through: readonly string[],
  ): TypeText {
    const types: TypeText[] = [];
    for (const one of alternatives) {
      if (!this.#step()) return UNKNOWN;
      if (isRecord(one) && !TYPES.some((keyword) => Object.hasOwn(one, keyword))) types.push(own);
      else {
        const inherits = isRecord(one) && type !== undefined && one.type === undefined &&
          one.$ref === undefined;
        // A view and no copy: an alternative of a megabyte may come by again and again.
        const typed = inherits ? Object.create(one, { type: { value: type } }) : one;
        types.push(this.write(typed, depth + 1, through));
      }
    }
    return union(types);
  }

  /** What the schema's own keywords say, without those that combine others. */
  #own(schema: Schema, depth: number, through: readonly string[]): TypeText {
    if (schema.$ref !== undefined) return this.#reference(schema.$ref, depth, through);
    if (schema.const !== undefined) return this.#literal(schema.const);
    if (Array.isArray(schema.enum)) return this.#values(schema.enum);
    const types = Array.isArray(schema.type) ? schema.type.slice(0, 7) : [schema.type];
    return union(types.map((type) => this.#kind(type, schema, depth, through)));
  }

  #kind(type: unknown, schema: Schema, depth: number, through: readonly string[]): TypeText {
    switch (type) {
      case "string":
      case "boolean":
      case "null":
        return this.#atom(type);
      case "number":
      case "integer":
        return this.#atom("number");
      case "array":
        return this.#array(schema, depth, through);
      case "object":
        return this.#object(schema, depth, through);
      case undefined:
        if (isRecord(schema.properties)) return this.#object(schema, depth, through);
        if (schema.items !== undefined || schema.prefixItems !== undefined) {
          return this.#array(schema, depth, through);
        }
    }
    return UNKNOWN;
  }

  #reference(ref: unknown, depth: number, through: readonly string[]): TypeText {
    if (this.#form.named) return this.#atom(String(ref).split("/").at(-1)!);
    if (typeof ref !== "string" || through.includes(ref) || through.length === REFERENCES) {
      return UNKNOWN;
    }
    return this.write(follow(this.#form.root, ref), depth, [...through, ref]);
  }

  #values(values: readonly unknown[]): TypeText {
    if (this.#form.values === 0) {
      return union(values.slice(0, KINDS).map((value) => this.#literal(value)));
    }
    const shown = values.slice(0, this.#form.values);
    this.#work.left -= shown.length;
    const types = shown.map((value) => this.#literal(value));
    const more = values.length - shown.length;
    if (more === 0) return union(types);
    const rest = values.slice(shown.length, shown.length + this.#form.values);
    const kinds = rest.map((value) => atom(literalKind(value)));
    const { text } = union([...types, ...kinds]);
    return { text: `${text} /* ${more} more */`, operator: "|" };
  }

  #array(schema: Schema, depth: number, through: readonly string[]): TypeText {
    const tuple = [schema.prefixItems, schema.items].find(Array.isArray) as unknown[] | undefined;
    if (tuple === undefined) return arrayOf(this.write(schema.items ?? true, depth + 1, through));
    const items: string[] = [];
    for (const item of tuple) {
      if (!this.#step() || this.#chars <= 0) break;
      items.push(this.write(item, depth + 1, through).text);
    }
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    if (items.length < tuple.length) items.push("...unknown[]");
    else if (isRecord(rest)) {
      items.push(`...${arrayOf(this.write(rest, depth + 1, through)).text}`);
    }
    return atom(`[${items.join(", ")}]`);
  }

  #object(schema: Schema, depth: number, through: readonly string[]): TypeText {
    if (depth >= this.#depth) return UNKNOWN;
    const { written, left } = this.fields(schema, depth, through);
    const others = this.#others(schema, depth, through);
    if (written.length + left === 0) {
      if (others === undefined && schema.additionalProperties === false) return this.#atom("{}");
      return this.#atom(`Record<string, ${(others ?? UNKNOWN).text}>`);
    }
    // TypeScript wants the named properties to be of the type of the others.
    const index = others === UNKNOWN ? ["[key: string]: unknown"] : [];
    const object = atom(braces([...written, ...index], left, this.#form.comments));
    if (others === undefined || others === UNKNOWN) return object;
    return intersection([object, atom(`Record<string, ${others.text}>`)]);
  }

  /** The type of the properties that have no name; `undefined` where the schema says nothing of them. */
  #others(schema: Schema, depth: number, through: readonly string[]): TypeText | undefined {
    const { additionalProperties } = schema;
    const types: TypeText[] = [];
    for (const [, pattern] of this.#work.entries(schema.patternProperties).all) {
      types.push(this.write(pattern, depth + 1, through));
    }
    if (additionalProperties === true) types.push(UNKNOWN);
    else if (isRecord(additionalProperties)) {
      types.push(this.write(additionalProperties, depth + 1, through));
    }
    return types.length === 0 ? undefined : union(types);
  }

  #comment(property: unknown): string {
    if (!this.#form.comments || !isRecord(property)) return "";
    const comment = fieldComment(property);
    // Closed, and before what it is of: some clients fold line ends, behind which `//` hides the rest.
    return comment === "" ? "" : this.#spend(`/* ${comment} */ `);
  }

  #literal(value: unknown): TypeText {
    if (this.#form.values === 0) return this.#atom(literalKind(value));
    if (typeof value !== "object" || value === null) return this.#atom(literalType(value));
    return this.#atom(this.#work.literal(value));
  }

  #atom(text: string): TypeText {
    return atom(this.#spend(text));
  }

  #spend(text: string): string {
    this.#chars -= text.length;
    return text;
  }

  #step(): boolean {
    return this.#work.left-- > 0;
  }
}
