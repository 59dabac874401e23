import { closest } from "../../../api/closest.ts";
import { fittingType } from "../../../api/types/fitting_type.ts";
import { isIdentifier } from "../../../api/types/literal.ts";
import { isRecord, list, type Schema } from "../../../api/types/schema.ts";
import type { Fault, Validator } from "./validator.ts";

const RECEIVED_CHARS = 60;
const TYPE_CHARS = 120;
const NAME_CHARS = 60;
const FORM = { comments: false, given: true, named: false, values: 12 };
/** Alternatives whose faults are listed one by one. */
const ALTERNATIVES = 3;

/** What a limit asks for, by its keyword. */
const LIMIT_TEXT: Readonly<Record<string, (limit: unknown) => string>> = {
  minimum: (n) => `be at least ${n}`,
  maximum: (n) => `be at most ${n}`,
  exclusiveMinimum: (n) => `be more than ${n}`,
  exclusiveMaximum: (n) => `be less than ${n}`,
  multipleOf: (n) => `be a multiple of ${n}`,
  minLength: (n) => `have at least ${count(n, "character")}`,
  maxLength: (n) => `have at most ${count(n, "character")}`,
  minItems: (n) => `have at least ${count(n, "item")}`,
  maxItems: (n) => `have at most ${count(n, "item")}`,
  minProperties: (n) => `have at least ${count(n, "field")}`,
  maxProperties: (n) => `have at most ${count(n, "field")}`,
  uniqueItems: () => "have no item twice",
};

/** Keywords that only say that there is a fault below: it follows. */
const WRAPPERS: ReadonlySet<string> = new Set(
  ("$ref $recursiveRef allOf if dependentSchemas properties patternProperties additionalProperties " +
    "unevaluatedProperties items prefixItems additionalItems unevaluatedItems").split(" "),
);

/** Writes what the validator found in a value as sentences without their end. */
export class FaultText {
  readonly #validator: Validator;
  readonly #value: unknown;

  /** @param value what was checked */
  constructor(validator: Validator, value: unknown) {
    this.#validator = validator;
    this.#value = value;
  }

  /**
   * @param most how many sentences at most; the faults beyond are counted
   * @returns the sentences, each once, e.g. `labels[0] must be string: received 5`
   */
  sentences(faults: readonly Fault[], most: number): { told: string[]; more: number } {
    const sentences = new Set<string>();
    let more = 0;
    for (let i = 0; i < faults.length; i++) {
      const fault = faults[i]!;
      if (WRAPPERS.has(fault.keyword)) continue;
      const below: Fault[] = [];
      while (isBelow(faults[i + below.length + 1], fault)) {
        below.push(faults[i + below.length + 1]!);
      }
      if (sentences.size === most) more++;
      else sentences.add(this.#sentence(fault, below, faults[i - 1]));
      i += below.length;
    }
    return { told: [...sentences], more };
  }

  #sentence(fault: Fault, below: readonly Fault[], before: Fault | undefined): string {
    const { keyword, error, instanceLocation, keywordLocation } = fault;
    const place = new Place(instanceLocation, this.#value);
    const received = `: received ${short(place.value)}`;
    const schema = partAt(this.#validator, keywordLocation.slice(0, -keyword.length - 1));
    const limit = LIMIT_TEXT[keyword];
    if (limit) return `${place.text} must ${limit(schema[keyword])}${received}`;
    switch (keyword) {
      case "required":
        return `${place.below(/property "(.*)"\.$/s.exec(error)?.[1])} is missing`;
      case "dependentRequired":
      case "dependencies":
        return `${place.below(/not have "(.*)"\.$/s.exec(error)?.[1])} is missing`;
      case "false":
        return this.#surplus(place, before);
      case "not":
        return `${place.text} must not be ${this.#type(schema.not)}${received}`;
      case "type":
        return `${place.text} must be ${this.#kind(schema, place.value)}${received}`;
      case "const":
      case "enum":
        return `${place.text} must be ${this.#type(schema)}${received}`;
      case "anyOf":
      case "oneOf":
        return this.#choice(place, fault, list(schema[keyword]), below) + received;
      case "contains":
        return `${place.text} must contain ${this.#type(schema.contains)}${received}`;
    }
    return `${place.text} is not as the tool wants it: ${error.slice(0, TYPE_CHARS)}${received}`;
  }

  #surplus(place: Place, before: Fault | undefined): string {
    const name = place.name.slice(0, NAME_CHARS);
    if (place.isItem) return `${place.parent} has an item too many: received ${short(place.value)}`;
    const object = before
      ? partAt(this.#validator, before.keywordLocation.replace(/\/\w+$/, ""))
      : {};
    const known = isRecord(object.properties) ? Object.keys(object.properties) : [];
    const meant = closest(name, known);
    return `${place.parent} has no field "${name}"${meant ? `; did you mean ${meant}?` : ""}`;
  }

  #kind(schema: Schema, value: unknown): string {
    const whole = [schema.type].flat().includes("integer") && typeof value === "number";
    return whole ? "a whole number" : this.#type(schema);
  }

  /** A choice among objects is described by what each of them misses; others by their types. */
  #choice(
    place: Place,
    { keywordLocation }: Fault,
    alternatives: readonly unknown[],
    below: readonly Fault[],
  ): string {
    const type = this.#type({ anyOf: alternatives });
    if (below.length === 0) return `${place.text} must be only one of ${type}`;
    const isLarge = typeof place.value === "object" && place.value !== null;
    if (!isLarge || alternatives.length > ALTERNATIVES) return `${place.text} must be ${type}`;
    const ways = alternatives.map((_, i) => {
      const prefix = `${keywordLocation}/${i}`;
      const own = below.filter((one) => `${one.keywordLocation}/`.startsWith(`${prefix}/`));
      return this.sentences(own, ALTERNATIVES).told.map((one) => one.replace(/: received .*$/s, ""))
        .join(" and ");
    });
    return [...new Set(ways.filter((way) => way !== ""))].join(", or ");
  }

  #type(schema: unknown): string {
    return fittingType(schema, FORM, TYPE_CHARS, this.#validator.root);
  }
}

/** Where in the arguments a fault is. */
class Place {
  readonly value: unknown;
  readonly text: string;
  /** The place that it is in. */
  readonly parent: string;
  /** What it is called there. */
  readonly name: string;
  readonly isItem: boolean;

  constructor(location: string, value: unknown) {
    let [text, parent, name, isItem] = ["", "", "", false];
    for (const step of location.split("/").slice(1)) {
      parent = text;
      name = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      isItem = Array.isArray(value);
      text = isItem ? `${text}[${name}]` : field(text, name);
      value = (value as Record<string, unknown> | undefined)?.[name];
    }
    this.value = value;
    this.text = text || "args";
    this.parent = parent || "args";
    this.name = name;
    this.isItem = isItem;
  }

  below(name = "?"): string {
    return field(this.text === "args" ? "" : this.text, name);
  }
}

function field(object: string, name: string): string {
  const cut = name.slice(0, NAME_CHARS);
  if (!isIdentifier(cut)) return `${object || "args"}[${JSON.stringify(cut)}]`;
  return object === "" ? cut : `${object}.${cut}`;
}

/** @returns the part of the schema that `location` names; an empty one where there is none */
function partAt({ root, lookup }: Validator, location: string): Schema {
  let part: unknown = root;
  for (const step of location.split("/").slice(1)) {
    if (typeof part !== "object" || part === null) return {};
    const holder = part as Record<string, unknown>;
    part = step === "$ref"
      ? lookup[String(holder.__absolute_ref__)]
      : holder[decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return isRecord(part) ? part : {};
}

function count(n: unknown, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** What lies below a fault of a choice; a schema that is `false` has no place of its own. */
function isBelow(fault: Fault | undefined, above: Fault): boolean {
  if (fault === undefined) return false;
  return fault.keyword === "false" || fault.keywordLocation.startsWith(`${above.keywordLocation}/`);
}

function short(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= RECEIVED_CHARS ? text : `${text.slice(0, RECEIVED_CHARS - 1)}…`;
}
