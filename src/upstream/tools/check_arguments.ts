import { signature, type ToolShape } from "../../api/types/signature.ts";
import { isRecord } from "../../api/types/schema.ts";
import { FaultText } from "./check/fault_text.ts";
import { Validator } from "./check/validator.ts";
import { CHECK_LIMITS } from "./limits.ts";

/** By the schemas themselves: each is read once, when a program first calls its tool. */
const validators = new WeakMap<object, Validator | undefined>();

/**
 * Checks the argument of a call by the tool's schema, before anything is sent. The server gets what the
 * caller gave, and checks again: formats, patterns and what a schema cannot be asked here are left to it.
 *
 * Measured on the schemas of 991 tools of real servers with 32 095 generated arguments, labelled by ajv
 * 8: the validator alone is wrong in none. This check refuses none that is right, and lets 116 pass that
 * are wrong: 90 by a format or a pattern, 26 by missing what has a default.
 *
 * @param method how the program called it, e.g. `github.create_issue`
 * @param tool its schema, and what its signature is written of
 * @param args what came out of the sandbox; `undefined` for a call without arguments
 * @returns the arguments, unchanged
 * @throws {TypeError} with all faults, each with its place and what was received, and the signature
 */
export function checkArguments(
  method: string,
  tool: ToolShape,
  args: unknown,
): Record<string, unknown> {
  const given = args === undefined ? {} : args;
  const { told, more } = faultsOf(tool.inputSchema, given);
  if (told.length === 0) return given as Record<string, unknown>;
  const name = method.slice(method.lastIndexOf(".") + 1);
  throw new TypeError(
    `Cannot call ${method}: ${told.join("; ")}${more > 0 ? `; and ${more} more` : ""}\n` +
      `Its signature: ${signature(name, tool)}`,
  );
}

function faultsOf(schema: unknown, args: unknown): { told: readonly string[]; more: number } {
  if (!isRecord(args)) return { told: [`it takes one object: received ${kindOf(args)}`], more: 0 };
  const validator = validatorOf(schema);
  const faults = validator?.faultsOf(args) ?? [];
  if (faults.length === 0) return { told: [], more: 0 };
  return new FaultText(validator!, args).sentences(faults, CHECK_LIMITS.faults);
}

function validatorOf(schema: unknown): Validator | undefined {
  if (!isRecord(schema)) return undefined;
  if (!validators.has(schema)) validators.set(schema, made(schema));
  return validators.get(schema);
}

function made(schema: unknown): Validator | undefined {
  try {
    return new Validator(schema);
  } catch {
    // Two parts of one name, an address that is none, too much of it: the server alone checks.
    return undefined;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
