import { nearest } from "../../api/closest.ts";
import { free, identifier } from "./identifier.ts";

/**
 * The names of one server's tools as programs write them. A name that is an identifier stays as it is:
 * what servers say of their tools mentions them by their own names.
 */
export class ToolNames {
  /** Own names by the name that programs write, in the order of the list. */
  readonly #owns = new Map<string, string>();
  readonly #written = new Map<string, string>();
  /** Own names by their spelling in camel case; `undefined` where two tools share it. */
  readonly #camel = new Map<string, string | undefined>();

  /** @param owns the tools' own names, each once, in the order of the server's list */
  constructor(owns: readonly string[]) {
    // A tool that is called `a_b` is what `a_b` means, wherever it stands beside an `a-b`.
    const kept = new Set(owns.filter((own) => identifier(own) === own));
    const taken = new Set(kept);
    for (const own of owns) {
      const written = kept.has(own) ? own : free(identifier(own), (name) => taken.has(name));
      taken.add(written);
      this.#owns.set(written, own);
      this.#written.set(own, written);
      const camel = camelCase(own);
      this.#camel.set(camel, this.#camel.has(camel) ? undefined : own);
    }
  }

  /** The names that programs write, in the order of the list. */
  get written(): readonly string[] {
    return [...this.#owns.keys()];
  }

  /** The tools whose names had to be changed because another has them, for the user. */
  get renamed(): readonly { own: string; written: string }[] {
    return [...this.#written]
      .map(([own, written]) => ({ own, written }))
      .filter(({ own, written }) => written !== identifier(own));
  }

  /** @returns how programs write the tool `own` */
  writtenOf(own: string): string | undefined {
    return this.#written.get(own);
  }

  /**
   * Finds a tool by its own name, by the name that programs write, or by that in camel case, in this
   * order.
   *
   * @returns its own name; `undefined` when there is none, or when camel case leaves it open
   */
  resolve(spelling: string): string | undefined {
    if (this.#written.has(spelling)) return spelling;
    return this.#owns.get(spelling) ?? this.#camel.get(spelling);
  }

  /** @returns the written names that may have been meant by `spelling`, the nearest first */
  near(spelling: string, count = 5): string[] {
    return nearest(spelling, this.#owns.keys(), count);
  }
}

/** `list-open_issues` is `listOpenIssues`. */
function camelCase(name: string): string {
  const [first = "", ...rest] = name.split(/[^\p{ID_Continue}$]+|_+/u);
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
