import type { Path } from "./json_text.ts";
import type { Tell } from "./report.ts";

/**
 * The keys of an object, each read as what it must be. A value of another kind is reported and stops the
 * server: to ignore a `readOnly: "yes"` would be worse.
 */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #path: Path;
  readonly #tell: Tell;
  readonly #left: Set<string>;

  constructor(object: Readonly<Record<string, unknown>>, path: Path, tell: Tell) {
    this.#object = object;
    this.#path = path;
    this.#tell = tell;
    this.#left = new Set(Object.keys(object));
  }

  /** The key path of `key`. */
  path(...keys: Path): Path {
    return [...this.#path, ...keys];
  }

  /** The value of a key, whatever it is; `undefined` where it is missing or null. */
  any(key: string): unknown {
    this.#left.delete(key);
    return Object.hasOwn(this.#object, key) ? this.#object[key] ?? undefined : undefined;
  }

  string(key: string): string | undefined {
    const value = this.any(key);
    if (value === undefined || isText(value)) return value;
    this.#wrong("text", key);
    return undefined;
  }

  boolean(key: string): boolean | undefined {
    const value = this.any(key);
    if (value === undefined || typeof value === "boolean") return value;
    this.#wrong("true or false", key);
    return undefined;
  }

  /** A list of texts; numbers are taken as they are written. */
  strings(key: string): string[] | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.#wrong("a list of texts", key);
      return undefined;
    }
    return value.flatMap((one: unknown, at) => {
      if (isText(one) || typeof one === "number") return String(one);
      this.#wrong("text", key, at);
      return [];
    });
  }

  /** A list of texts, or true for all; false is as good as missing. */
  listOrTrue(key: string): string[] | true | undefined {
    const value = this.any(key);
    if (typeof value === "boolean") return value || undefined;
    return this.strings(key);
  }

  /** An object of texts; numbers and booleans are taken as they are written, null as not set. */
  record(key: string): [name: string, value: string][] {
    const value = this.any(key);
    if (value === undefined) return [];
    if (!isObject(value)) {
      this.#wrong("an object of texts", key);
      return [];
    }
    return Object.entries(value).flatMap(([name, one]): [string, string][] => {
      if (one === null) return [];
      if (isText(one) || typeof one === "number" || typeof one === "boolean") {
        return [[name, String(one)]];
      }
      this.#wrong("text", key, name);
      return [];
    });
  }

  /** A positive number; one that isn't is reported and ignored. */
  number(key: string, { min, max, unit }: { min: number; max: number; unit: string }) {
    const value = this.any(key);
    if (value === undefined) return undefined;
    if (typeof value === "number" && value >= min && value <= max) return value;
    const what = `must be from ${min} to ${max} ${unit}, and is ignored`;
    this.#tell(this.path(key), what, "change or remove it", false);
    return undefined;
  }

  /** The keys that were not asked for. */
  left(): string[] {
    return [...this.#left];
  }

  #wrong(kind: string, ...keys: Path) {
    this.#tell(this.path(...keys), `must be ${kind}`, "correct its value", true);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** No process and no header takes a NUL. */
function isText(value: unknown): value is string {
  return typeof value === "string" && !value.includes("\0");
}
