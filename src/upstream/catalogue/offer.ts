import type { Annotations, Tool } from "../tools/read_list.ts";
import { ToolNames } from "../tools/tool_names.ts";

/** What is known of a tool without its schemas. */
export interface ToolHead {
  /** Its own name. */
  readonly name: string;
  readonly annotations?: Annotations;
}

/** What a server says besides its tools, and what was seen of it over time. */
export interface OfferFacts {
  /** What of its list was left out and why. */
  readonly refusals: readonly string[];
  /** How its tools are used, in its own words. */
  readonly instructions?: string;
  /** The tools that are new or whose definition has changed lately, with the days. */
  readonly changed?: ReadonlyMap<string, string>;
}

/** The tools of a server, as it listed them now or at an earlier start. */
export class Offer {
  readonly heads: readonly ToolHead[];
  readonly refusals: readonly string[];
  readonly instructions: string | undefined;
  /** The tools that are new or have changed lately, with the days, as far as lists were kept. */
  changed: ReadonlyMap<string, string>;
  readonly #read: () => readonly Tool[];
  #names: ToolNames | undefined;
  #tools: ReadonlyMap<string, Tool> | undefined;

  /**
   * @param heads in the order of the list
   * @param read reads the tools with their schemas, when they are first asked for; of the same names
   */
  constructor(heads: readonly ToolHead[], read: () => readonly Tool[], facts: OfferFacts) {
    this.heads = heads;
    this.refusals = facts.refusals;
    this.instructions = facts.instructions;
    this.changed = facts.changed ?? new Map();
    this.#read = read;
  }

  /** The names that programs write. */
  get names(): ToolNames {
    return this.#names ??= new ToolNames(this.heads.map(({ name }) => name));
  }

  /** By their own names, in the order of the list. */
  get tools(): ReadonlyMap<string, Tool> {
    return this.#tools ??= new Map(this.#read().map((tool) => [tool.name, tool]));
  }
}
