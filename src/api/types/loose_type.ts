import { LooseWriter, textOf } from "./loose_writer.ts";
import { isRecord, neededNames } from "./schema.ts";

/** What a tool is given, as the type of a parameter. */
export interface LooseArguments {
  readonly type: string;
  /** Whether a call without them may be right. */
  readonly isOptional: boolean;
}

/**
 * Writes the schema of a tool's arguments as a type that every program may rely on: whatever the schema and
 * `checkArguments` accept, it accepts. No text of the schema gets in but names of properties.
 */
export function looseArguments(schema: unknown): LooseArguments {
  const type = new LooseWriter(schema, true).write(schema, { isObject: true });
  return {
    type: textOf(type),
    isOptional: !isRecord(schema) || schema.$ref !== undefined || neededNames(schema).length === 0,
  };
}

/**
 * Writes the schema of a tool's result as a type that says no more than what is sure: a program may ask for
 * any other property, and where there is a choice, for those of each.
 */
export function looseResult(schema: unknown): string {
  return textOf(new LooseWriter(schema, false).write(schema));
}
