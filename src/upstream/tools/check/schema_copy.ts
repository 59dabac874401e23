import { isRecord, neededNames, type Schema } from "../../../api/types/schema.ts";
import { KEYWORDS, SHELVES, TELLING, TYPES } from "./keywords.ts";

/** A part of a schema, or what a keyword of it holds, as it is copied. */
interface Copy<T = unknown> {
  /** `undefined` when it is left out. */
  readonly value: T;
  /** Whether it accepts more than what it was copied from. */
  readonly weaker: boolean;
}

/** A part that is being copied; without a prototype, since a property may be called `__proto__`. */
type Draft = Record<string, unknown>;

const LEFT_OUT: Copy<undefined> = { value: undefined, weaker: true };
const UNUSED: Copy<undefined> = { value: undefined, weaker: false };

/**
 * Copies a stranger's schema for the validator. The copy is sane (each keyword holds what it must hold) and
 * leaves out what is not checked here: formats, patterns, the presence of what has a default. Where
 * accepting more would refuse more (`not`, `if`, `oneOf`), what accepts more is left out, too.
 *
 * @param schema measured before: it nests no deeper than the stack
 * @param onVisit called whenever the validator visits a part: it reads the type of each once
 */
export function copySchema(schema: unknown, onVisit: (part: Schema) => void): Schema | boolean {
  const exact = new Copier(onVisit, false).part(schema);
  if (!exact.weaker) return exact.value;
  // Where a reference leads is not looked up: once anything is weaker, all that is referred to may be.
  return new Copier(onVisit, true).part(schema).value;
}

class Copier {
  readonly #onVisit: (part: Schema) => void;
  readonly #weakReferences: boolean;

  constructor(onVisit: (part: Schema) => void, weakReferences: boolean) {
    this.#onVisit = onVisit;
    this.#weakReferences = weakReferences;
  }

  part(schema: unknown): Copy<Schema | boolean> {
    if (typeof schema === "boolean") return { value: schema, weaker: false };
    if (!isRecord(schema)) return { value: true, weaker: true };
    const draft: Draft = Object.create(null);
    const weaker = new Set<string>();
    for (const keyword of Object.keys(schema)) {
      if (TELLING.has(keyword)) continue;
      const copy = this.#keyword(keyword, schema);
      if (copy.value !== undefined) draft[keyword] = copy.value;
      if (copy.weaker) weaker.add(keyword);
    }
    this.#mend(draft, weaker);
    // At first they count: references lead there.
    if (this.#weakReferences) { for (const shelf of SHELVES) weaker.delete(shelf); }
    return { value: this.#watched(draft), weaker: weaker.size > 0 };
  }

  #keyword(keyword: string, schema: Schema): Copy {
    const value = schema[keyword];
    switch (KEYWORDS.get(keyword)) {
      case "value":
        return { value, weaker: false };
      case "number":
        return typeof value === "number" ? { value, weaker: false } : LEFT_OUT;
      case "list":
        return Array.isArray(value) ? { value: nullable(schema, value), weaker: false } : LEFT_OUT;
      case "name":
        return typeof value === "string" ? { value, weaker: false } : LEFT_OUT;
      case "reference":
        return typeof value === "string" ? { value, weaker: this.#weakReferences } : LEFT_OUT;
      case "schema":
        return this.part(value);
      case "schemas":
        return Array.isArray(value) ? this.#all(value) : LEFT_OUT;
      case "named schemas":
        return isRecord(value) ? this.#named(value) : LEFT_OUT;
    }
    switch (keyword) {
      case "type":
        return type(schema);
      case "required":
        return required(schema);
      case "items":
        return Array.isArray(value) ? this.#all(value) : this.part(value);
      case "additionalProperties":
        return schema.patternProperties === undefined ? this.part(value) : LEFT_OUT;
      case "unevaluatedProperties":
      case "unevaluatedItems":
        return this.#weakReferences ? LEFT_OUT : this.part(value);
      case "dependentRequired":
      case "dependencies":
        return isRecord(value) ? this.#named(value) : LEFT_OUT;
      case "format":
      case "pattern":
      case "patternProperties":
        return LEFT_OUT;
    }
    if (!isRecord(value)) return UNUSED;
    // A keyword that checks nothing; like a shelf, a reference may lead into it.
    const part = this.part(value);
    return { value: part.value, weaker: part.weaker && !this.#weakReferences };
  }

  #all(schemas: readonly unknown[]): Copy {
    const parts = schemas.map((schema) => this.part(schema));
    return { value: parts.map((part) => part.value), weaker: parts.some((part) => part.weaker) };
  }

  /** Schemas by name; of dependencies also lists of names. */
  #named(schemas: Schema): Copy {
    const named: Draft = Object.create(null);
    let weaker = false;
    for (const [name, schema] of Object.entries(schemas)) {
      const part = isListOfNames(schema) ? { value: schema, weaker: false } : this.part(schema);
      named[name] = part.value;
      weaker ||= part.weaker;
    }
    return { value: named, weaker };
  }

  /** Leaves out, or makes harmless, what refuses more when a part of it accepts more. */
  #mend(draft: Draft, weaker: ReadonlySet<string>): void {
    if (weaker.has("not")) delete draft.not;
    if (weaker.has("if")) { for (const keyword of ["if", "then", "else"]) delete draft[keyword]; }
    if (weaker.has("contains")) delete draft.maxContains;
    if (weaker.has("oneOf")) {
      const any: Draft = Object.assign(Object.create(null), { anyOf: draft.oneOf });
      draft.allOf = [...(draft.allOf as unknown[] | undefined ?? []), this.#watched(any)];
      delete draft.oneOf;
    }
  }

  #watched(draft: Draft): Schema {
    const { type } = draft;
    const get = () => {
      this.#onVisit(draft);
      return type;
    };
    return Object.defineProperty(draft, "type", { get, enumerable: true });
  }
}

/** The types that there are; others (`any`, `file`) are taken for all. */
function type(schema: Schema): Copy {
  const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (types.length === 0 || !types.every((one) => TYPES.has(one))) return LEFT_OUT;
  return { value: nullable(schema, types), weaker: false };
}

/** `nullable` stands beside types and enumerations in schemas that were made for OpenAPI. */
function nullable(schema: Schema, list: unknown[]): unknown[] {
  if (schema.nullable !== true) return list;
  return [...list, schema.enum === list ? null : "null"];
}

function required(schema: Schema): Copy {
  if (!Array.isArray(schema.required)) return LEFT_OUT;
  const value = neededNames(schema);
  return { value, weaker: value.length < schema.required.length };
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
