import type { z } from "zod";
import type { Parameter } from "./namespace.ts";
import { plainLine } from "./types/plain_line.ts";
import { wholeTypeText } from "./type_text.ts";

const RECEIVED_CHARS = 60;
/** More faults are counted. */
const MOST = 5;
const MOST_KEYS = 8;

/** Arguments that a method does not take. */
export class ArgumentsError extends TypeError {
  override readonly name = "TypeError"; // which programs know
  /** How the call is written instead, where that is clear: for the hint of an answer. */
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * Checks the arguments of a call against its parameters.
 *
 * @returns the arguments by the names of the parameters
 * @throws {ArgumentsError} with all that is wrong, e.g. `Cannot call memory.openNodes: names must be string[]:
 * received "acct-1"`
 */
export function parseArguments(
  method: string,
  parameters: readonly Parameter[],
  args: readonly unknown[],
): Record<string, unknown> {
  if (args.length > parameters.length) {
    const takes = parameters.map(([name, schema]) => `${name}: ${wholeTypeText(schema)}`);
    throw new ArgumentsError(
      `Cannot call ${method}: it takes ${takes.join(", ") || "no arguments"}: received ${
        args.length === 1 ? "1 argument" : `${args.length} arguments`
      }, ${args.slice(0, MOST).map(short).join(", ")}`,
    );
  }
  const input: Record<string, unknown> = {};
  const faults: string[] = [];
  let remedy: string | undefined;
  parameters.forEach(([name, schema], index) => {
    const value = args[index];
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      input[name] = parsed.data;
      return;
    }
    const text = `${name} must be ${wholeTypeText(schema)}`;
    faults.push(`${text}: ${faultsText(name, value, parsed.error.issues)}`);
    const meant = parameters.length === 1 ? meantBy(name, schema, value) : undefined;
    if (meant === undefined) return;
    const written = JSON.stringify(meant.value);
    remedy = `Pass ${meant.what}${
      written.length > RECEIVED_CHARS ? "" : `: ${method}(${written})`
    }`;
  });
  if (faults.length > 0) {
    throw new ArgumentsError(`Cannot call ${method}: ${faults.join("; ")}`, remedy);
  }
  return input;
}

/** What was meant by an argument that is nearly right: one item for a list, or the arguments of the tool. */
function meantBy(
  name: string,
  schema: z.ZodType,
  value: unknown,
): { what: string; value: unknown } | undefined {
  const isObject = typeof value === "object" && value !== null;
  const inside = isObject ? (value as Record<string, unknown>)[name] : undefined;
  if (inside !== undefined && schema.safeParse(inside).success) {
    return { what: `${name} itself, not an object that holds it`, value: inside };
  }
  return schema.safeParse([value]).success ? { what: "an array", value: [value] } : undefined;
}

/** Says all that is wrong with an argument: what it is, or what is wrong within it. */
function faultsText(name: string, value: unknown, issues: readonly z.core.$ZodIssue[]): string {
  const texts = new Set<string>();
  for (const { path, code } of issues) {
    if (path.length === 0 && code !== "unrecognized_keys") return `received ${short(value)}`;
    const parent = at(value, path.slice(0, -1));
    const isMissing = typeof path.at(-1) === "string" &&
      !Object.hasOwn(parent as object, path.at(-1)!);
    const of = code === "unrecognized_keys" ? path : path.slice(0, -1);
    if (isMissing || code === "unrecognized_keys") {
      texts.add(`${placeText(name, of)} has ${keysText(Object.keys(at(value, of) as object))}`);
    } else texts.add(`${placeText(name, path)} is ${short(at(value, path))}`);
  }
  const shown = [...texts].slice(0, MOST);
  return [...shown, ...(shown.length < texts.size ? [`${texts.size - shown.length} more`] : [])]
    .join(", ");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((of, key) => (of as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** `entities[0].observations`. */
function placeText(name: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => text + (typeof key === "number" ? `[${key}]` : `.${String(key)}`),
    name,
  );
}

function keysText(keys: readonly string[]): string {
  if (keys.length === 0) return "no keys";
  const shown = keys.slice(0, MOST_KEYS).map((key) => plainLine(key, RECEIVED_CHARS));
  return `the keys ${[...shown, ...(keys.length > MOST_KEYS ? ["…"] : [])].join(", ")}`;
}

function short(value: unknown): string {
  // What arrives came through JSON; "undefined" stands for an argument that isn't there.
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= RECEIVED_CHARS ? text : text.slice(0, RECEIVED_CHARS - 1) + "…";
}
