import type { z } from "zod";
import type { Parameter } from "./namespace.ts";
import { typeText } from "./type_text.ts";

const RECEIVED_CHARS = 60;

/**
 * Checks the arguments of a call against its parameters.
 *
 * @returns the arguments by the names of the parameters
 * @throws {TypeError} e.g. `Cannot call memory.openNodes: names must be string[]: received "acct-1"`
 */
export function parseArguments(
  method: string,
  parameters: readonly Parameter[],
  args: readonly unknown[],
): Record<string, unknown> {
  if (args.length > parameters.length) {
    const takes = parameters.length === 0 ? "no arguments" : parameters.map(([n]) => n).join(", ");
    throw new TypeError(
      `Cannot call ${method}: it takes ${takes}: received ${args.length} arguments`,
    );
  }
  const input: Record<string, unknown> = {};
  parameters.forEach(([name, schema], index) => {
    const parsed = schema.safeParse(args[index]);
    if (!parsed.success) {
      const fault = describe(name, schema, args[index], parsed.error.issues[0]!);
      throw new TypeError(`Cannot call ${method}: ${fault}`);
    }
    input[name] = parsed.data;
  });
  return input;
}

function describe(
  name: string,
  schema: z.ZodType,
  value: unknown,
  issue: z.core.$ZodIssue,
): string {
  let where = name;
  let received = value;
  for (const key of issue.path) {
    where += typeof key === "number" ? `[${key}]` : `.${String(key)}`;
    received = (received as Record<PropertyKey, unknown> | undefined)?.[key];
  }
  if (issue.code === "unrecognized_keys") {
    return `${where} has no field "${issue.keys[0]}": ${name} must be ${typeText(schema)}`;
  }
  if (issue.path.length === 0) {
    return `${name} must be ${typeText(schema)}: received ${short(received)}`;
  }
  const expected = issue.code === "invalid_type" ? withArticle(issue.expected) : issue.message;
  return `${where} must be ${expected}: received ${short(received)}`;
}

function withArticle(type: string): string {
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

function short(value: unknown): string {
  // What arrives came through JSON; "undefined" stands for an argument that isn't there.
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= RECEIVED_CHARS ? text : text.slice(0, RECEIVED_CHARS - 1) + "…";
}
