import MiniSearch from "minisearch";
import type { Tool } from "../tools/read_list.ts";
import { synonymsOf, termOf, wordsOf } from "./words.ts";

/** What the index may cost. Servers write what is indexed, and programs what is looked for. */
const LIMITS = {
  /** Stops lists that take seconds to index; the tools beyond are found by their server alone. */
  tools: 5_000,
  /** Read of a description, in characters: what a tool is for stands at its beginning. */
  descriptionChars: 1_000,
  /** Read of all descriptions: many tools get less each. */
  allDescriptionChars: 2_000_000,
  /** Read of the names of a tool's parameters, and of them in all. */
  parameters: 40,
  parameterChars: 800,
  /** Read of a query. */
  queryChars: 200,
  queryWords: 12,
};

/** Tools that are indexed at a time: one takes less than a millisecond. */
const CHUNK = 10;
/** How long indexing keeps the thread, in milliseconds. */
const TURN_MS = 10;

/* Chosen with real lists and queries: `docs/search.md` has the figures. */
const BOOST = { name: 3, server: 4, title: 1, description: 1, parameters: 0.2 };
const SYNONYM_WEIGHT = 0.4;
/** A shorter word is no beginning of another. */
const PREFIX_CHARS = 3;

/** A tool and the server that has it, by the name that programs call. */
export interface Entry {
  readonly server: string;
  readonly tool: Tool;
}

/** Finds tools by what they are for. */
export class ToolIndex<E extends Entry = Entry> {
  readonly #entries: readonly E[];
  readonly #index = new MiniSearch<Record<string, unknown>>({
    fields: Object.keys(BOOST),
    tokenize: wordsOf,
    processTerm: (word) => this.#termOf(word),
  });
  /** Of the words that are indexed: most come again. */
  readonly #terms = new Map<string, string>();

  private constructor(entries: readonly E[]) {
    this.#entries = entries;
  }

  /** Indexes tools, and lets others go on meanwhile. */
  static async of<E extends Entry>(all: readonly E[]): Promise<ToolIndex<E>> {
    const entries = all.slice(0, LIMITS.tools);
    const share = Math.floor(LIMITS.allDescriptionChars / Math.max(1, entries.length));
    const chars = Math.min(LIMITS.descriptionChars, share);
    const index = new ToolIndex(entries);
    let turn = performance.now();
    for (let id = 0; id < entries.length; id += CHUNK) {
      index.#index.addAll(
        entries.slice(id, id + CHUNK).map((entry, at) => documentOf(entry, id + at, chars)),
      );
      if (performance.now() - turn < TURN_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      turn = performance.now();
    }
    index.#terms.clear();
    return index;
  }

  #termOf(word: string): string {
    const term = this.#terms.get(word) ?? termOf(word);
    this.#terms.set(word, term);
    return term;
  }

  /**
   * Finds the tools that fit a query in words, those that fit best first.
   *
   * @param query what to do, e.g. "create an issue on github"
   * @param server only tools of this server
   * @returns all that fit
   */
  search(query: string, server?: string): E[] {
    const words = wordsOf(query.slice(0, LIMITS.queryChars)).slice(0, LIMITS.queryWords);
    const terms = new Set(words.map(termOf));
    /** What stands for which term of the query. */
    const meant = new Map<string, string>();
    for (const term of terms) {
      for (const other of synonymsOf(term)) if (!terms.has(other)) meant.set(other, term);
    }
    const found = this.#index.search([...terms].join(" "), {
      tokenize: (text) => text.split(" "),
      processTerm: (
        term,
      ) => [term, ...synonymsOf(term).filter((other) => meant.get(other) === term)],
      prefix: (term) => term.length >= PREFIX_CHARS && !meant.has(term),
      boost: BOOST,
      boostTerm: (term) => meant.has(term) ? SYNONYM_WEIGHT : 1,
      ...(server === undefined
        ? {}
        : { filter: ({ id }) => this.#entries[id as number]!.server === server }),
    });
    // A tool that has a rare word of the query is less than one that has all the words.
    const scored = found.map(({ id, score, queryTerms }) => {
      const had = new Set(queryTerms.map((term) => meant.get(term) ?? term));
      return { entry: this.#entries[id as number]!, score: score * had.size / terms.size };
    });
    return scored.sort((a, b) => b.score - a.score).map(({ entry }) => entry);
  }
}

function documentOf({ server, tool }: Entry, id: number, chars: number) {
  const { name, title, annotations, description, inputSchema: { properties } } = tool;
  const isObject = typeof properties === "object" && properties !== null;
  return {
    id,
    server,
    name,
    title: title ?? annotations?.title ?? "",
    description: description?.slice(0, chars) ?? "",
    parameters: isObject
      ? Object.keys(properties).slice(0, LIMITS.parameters).join(" ").slice(
        0,
        LIMITS.parameterChars,
      )
      : "",
  };
}
