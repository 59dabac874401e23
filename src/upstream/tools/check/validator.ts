import { dereference, type OutputUnit, type SchemaDraft, validate } from "@cfworker/json-schema";
import { isRecord, list, type Schema } from "../../../api/types/schema.ts";
import { CHECK_LIMITS as LIMITS } from "../limits.ts";
import { type Measure, measure } from "../measure.ts";
import { PER_ITEM, PER_KEY } from "./keywords.ts";
import { copySchema } from "./schema_copy.ts";

/** A fault as the validator tells it. */
export type { OutputUnit as Fault };

const DRAFTS: readonly (readonly [RegExp, SchemaDraft])[] = [
  [/draft-04/, "4"],
  [/draft-0[67]/, "7"],
  [/2019-09/, "2019-09"],
];
/** Costs in about nanoseconds. */
const COST = { visit: 300, own: 50, entry: 300, compare: 5, text: 1 };

/** What a visit to a part of a schema costs, beside the visit itself. */
interface PartCost {
  /** Entries of its own lists and objects. */
  readonly own: number;
  /** Whether it goes through an object or a list without visits to other parts. */
  readonly keys: boolean;
  readonly items: boolean;
  /** Whether it compares the items of a list with each other. */
  readonly compares: boolean;
  /** Whether it counts the characters of a text. */
  readonly counts: boolean;
}

/**
 * Checks values by one schema of a stranger. It takes neither the schema nor the value as given to be
 * harmless: what would take long or cannot be checked is not checked.
 */
export class Validator {
  /** The copy that faults are described by; its parts stand where the original's do. */
  readonly root: Schema | boolean;
  readonly lookup: Record<string, Schema | boolean>;
  readonly #draft: SchemaDraft;
  readonly #costs = new WeakMap<Schema, PartCost>();
  /** What is left to spend, while a value is checked. */
  #left = Infinity;
  #size: Measure | undefined;

  /** @throws when there is something in the schema that the validator cannot take, or too much. */
  constructor(schema: unknown) {
    const bounds = { depth: LIMITS.schemaDepth, entries: LIMITS.schemaEntries };
    if (measure(schema, bounds) === undefined) throw new RangeError("The schema is too large");
    this.root = copySchema(schema, (part) => this.#spend(part));
    this.lookup = dereference(this.root);
    const names = isRecord(schema) && typeof schema.$schema === "string" ? schema.$schema : "";
    this.#draft = DRAFTS.find(([pattern]) => pattern.test(names))?.[1] ?? "2020-12";
  }

  /**
   * @returns all faults of `value`; none when it has none, or when the check was given up
   */
  faultsOf(value: unknown): readonly OutputUnit[] {
    const bounds = { depth: LIMITS.valueDepth, entries: LIMITS.valueEntries };
    this.#size = measure(value, bounds);
    if (this.#size === undefined) return [];
    this.#left = LIMITS.cost;
    try {
      return validate(value, this.root, this.#draft, this.lookup, false).errors;
    } catch {
      // A reference to nowhere, one that never ends, or a check that costs too much: the server checks.
      return [];
    } finally {
      this.#left = Infinity;
    }
  }

  #spend(part: Schema): void {
    if (this.#left === Infinity) return;
    const cost = this.#costOf(part);
    const { keys, items, entries, text } = this.#size!;
    this.#left -= COST.visit + cost.own * COST.own +
      (cost.keys ? keys * COST.entry : 0) + (cost.items ? items * COST.entry : 0) +
      (cost.compares ? items * entries * COST.compare : 0) + (cost.counts ? text * COST.text : 0);
    if (this.#left < 0) throw new RangeError("The check costs too much");
  }

  #costOf(part: Schema): PartCost {
    const known = this.#costs.get(part);
    if (known) return known;
    const names = ["properties", "dependentSchemas", "dependencies", "dependentRequired"];
    const cost = {
      own: sizeOf(part.enum) + sizeOf(part.const) + list(part.required).length +
        names.reduce((sum, name) => sum + Object.keys(part[name] ?? {}).length, 0),
      keys: PER_KEY.some((keyword) => typeof part[keyword] === "boolean"),
      items: PER_ITEM.some((keyword) => typeof part[keyword] === "boolean"),
      compares: part.uniqueItems === true,
      counts: part.minLength !== undefined || part.maxLength !== undefined,
    };
    this.#costs.set(part, cost);
    return cost;
  }
}

/** What it costs to compare something with a value and to write the value down. */
function sizeOf(value: unknown): number {
  if (value === undefined) return 0;
  const { entries, chars } = measure(value)!;
  return entries + chars / 16;
}
