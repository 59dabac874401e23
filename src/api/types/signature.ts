import { fittingType } from "./fitting_type.ts";
import { plainLine } from "./plain_line.ts";
import { isRecord, list, neededNames } from "./schema.ts";

/** What a text about a tool is made of. */
export interface ToolShape {
  readonly description?: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
}

const LINE = { comments: false, named: false, values: 12 };
const FULL = { comments: true, named: false, values: 60 };
const LINE_CHARS = 1_000;
const FULL_CHARS = 12_000;
const DESCRIPTION_CHARS = 600;
/** Keywords that tell of parameters. */
const COMBINE = ["anyOf", "oneOf", "allOf"];
const PARAMETERS = ["properties", "patternProperties", ...COMBINE];
/** Of the room for a signature, what the result may take. */
const RESULT_PART = 0.4;

/**
 * Writes how a tool is called, in one line:
 * `create_issue(args: { owner: string; title: string; body?: string })`. The type of its result stands
 * behind it where the tool declares one.
 *
 * @param name as the program calls it
 * @param maxChars about how long it may be; what has no room becomes `unknown` or a count
 */
export function signature(name: string, tool: ToolShape, maxChars: number = LINE_CHARS): string {
  return written(name, tool, LINE, maxChars);
}

/**
 * Writes how a tool is called in the words of its schema's names alone: no value, no comment, no result.
 *
 * @param maxChars about how long it may be
 */
export function bareSignature(name: string, { inputSchema }: ToolShape, maxChars: number): string {
  return written(name, { inputSchema }, { ...LINE, values: 0 }, maxChars);
}

/**
 * Writes all that is known of a tool: its description and those of its parameters as comments, its
 * signature on several lines.
 *
 * @param name as the program calls it
 * @param maxChars about how long the signature may be
 */
export function declaration(name: string, tool: ToolShape, maxChars: number = FULL_CHARS): string {
  const about = plainLine(tool.description ?? "", DESCRIPTION_CHARS);
  const comment = about === "" ? "" : `/* ${about} */\n`;
  return comment + written(name, tool, FULL, maxChars);
}

function written(
  name: string,
  { inputSchema, outputSchema }: ToolShape,
  form: typeof LINE,
  maxChars: number,
): string {
  const result = outputSchema === undefined
    ? ""
    : `: Promise<${fittingType(outputSchema, { ...form, given: false }, maxChars * RESULT_PART)}>`;
  if (takesNothing(inputSchema)) return `${name}()${result}`;
  const head = `${name}(args${needsNothing(inputSchema) ? "?" : ""}: `;
  const room = maxChars - head.length - result.length - 1;
  return `${head}${fittingType(inputSchema, { ...form, given: true }, room)})${result}`;
}

/** Whether there is nothing to give: an object that names no properties. */
function takesNothing(schema: unknown): boolean {
  return isRecord(schema) && schema.type === "object" && schema.$ref === undefined &&
    PARAMETERS.every((keyword) => isEmpty(schema[keyword])) &&
    (schema.additionalProperties === undefined || schema.additionalProperties === false);
}

function isEmpty(keyword: unknown): boolean {
  return (isRecord(keyword) ? Object.keys(keyword) : list(keyword)).length === 0;
}

/** Whether a call without arguments can be right. */
function needsNothing(schema: unknown): boolean {
  if (!isRecord(schema)) return true;
  if (schema.$ref !== undefined || COMBINE.some((keyword) => !isEmpty(schema[keyword]))) {
    return false;
  }
  return neededNames(schema).length === 0;
}
