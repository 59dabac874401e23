import { plainLine } from "../../api/types/plain_line.ts";
import { isRecord, list } from "../../api/types/schema.ts";
import { fits } from "../incoming/json_extent.ts";
import { RESULT_LIMITS as LIMITS } from "./limits.ts";
import { measure } from "./measure.ts";

/** The tool ran and says that it failed. */
export class ToolFailed extends Error {
  override readonly name = "ToolFailed";
}

/** The answer is none that MCP knows, or more than we take: what the call did is unknown. */
export class BadAnswer extends Error {
  override readonly name = "BadAnswer";
}

/** What a program gets of a block that is no text. What is in it stays with the host. */
export interface FileHandle {
  readonly id: string;
  /** `image`, `audio`, `resource` or `resource_link`; what else the server sends, cut. */
  readonly type: string;
  readonly mimeType?: string;
  /** Its size, where it is known. */
  readonly bytes?: number;
  readonly uri?: string;
  /** Of a resource that is text, the text. */
  readonly text?: string;
}

/** A block of an answer as the server sent it. */
export type Block = Readonly<Record<string, unknown>>;

/** What became of a call, for the program and for the host. */
export interface ToolAnswer {
  /** What the call returns to the program; `undefined` for an answer of nothing. */
  readonly value: unknown;
  /** The blocks behind the handles in `value`, by their ids. */
  readonly blocks: ReadonlyMap<string, Block>;
}

export interface ReadOptions {
  /** Gives an id that no other handle has. */
  readonly newId: () => string;
  /** The tool's, as it is listed. */
  readonly outputSchema?: unknown;
  /** Whether the program asked for the whole result, as the server sent it. */
  readonly raw?: boolean;
}

const NONE: ReadonlyMap<string, Block> = new Map();

/**
 * Reads the result of `tools/call` as the value that a program works with: the structured content; else a
 * single text, as a value where it is JSON of an object or a list; else the texts, joined; files as
 * handles beside them.
 *
 * @param result what the server answered, of any shape
 * @throws {ToolFailed} when it says that the tool failed, with its words
 * @throws {BadAnswer} when it is no such result, or over a limit
 */
export function readResult(result: unknown, options: ReadOptions): ToolAnswer {
  if (!isRecord(result)) throw new BadAnswer("The answer is not an object");
  if (measure(result, { depth: LIMITS.depth, chars: LIMITS.chars }) === undefined) {
    throw new BadAnswer(
      `The answer is nested more than ${LIMITS.depth} levels deep, or has more than ${LIMITS.chars} characters`,
    );
  }
  if (options.raw) return { value: result, blocks: NONE };
  const content = list(result.content).filter(isRecord);
  if (content.length > LIMITS.blocks) {
    throw new BadAnswer(
      `The answer has ${content.length} blocks, which is more than ${LIMITS.blocks}`,
    );
  }
  const texts = content.filter(isText).map((block) => block.text);
  if (result.isError === true) throw new ToolFailed(failure(texts, result.structuredContent));
  const data = structured(result, options.outputSchema);
  const others = content.filter((block) => !isText(block));
  if (others.length === 0) {
    return { value: data === undefined ? textValue(texts) : data, blocks: NONE };
  }
  const blocks = new Map(others.map((block) => [options.newId(), block]));
  const files = [...blocks].map(([id, block]) => handle(id, block));
  // The texts repeat the structured content, for clients that don't know it.
  const beside = data !== undefined ? { data } : texts.length > 0 ? { text: joined(texts) } : {};
  return { value: { ...beside, files }, blocks };
}

function failure(texts: readonly string[], data: unknown): string {
  const said = joined(texts).trim() || (data === undefined ? "" : JSON.stringify(data));
  if (said === "") return "The tool gave no reason";
  return said.length <= LIMITS.errorChars ? said : `${said.slice(0, LIMITS.errorChars - 1)}…`;
}

/** The structured content. Where it must be an object, FastMCP wraps what is none, and marks that. */
function structured({ structuredContent, _meta }: Block, outputSchema: unknown): unknown {
  if (!isRecord(structuredContent)) return structuredContent ?? undefined;
  const fastmcp = isRecord(_meta) && isRecord(_meta.fastmcp) ? _meta.fastmcp : {};
  const isWrapped = fastmcp.wrap_result === true ||
    (isRecord(outputSchema) && outputSchema["x-fastmcp-wrap-result"] === true);
  const names = Object.keys(structuredContent);
  return isWrapped && names.length === 1 && names[0] === "result"
    ? structuredContent.result
    : structuredContent;
}

/** Nearly no server declares what it answers, and most answer JSON: a single text may be a value. */
function textValue(texts: readonly string[]): unknown {
  if (texts.length === 0) return undefined;
  const [text = ""] = texts;
  if (texts.length > 1) return joined(texts);
  if (!/^\s*[[{]/.test(text) || !fits(text, LIMITS)) return text;
  try {
    return JSON.parse(text);
  } catch {
    // It only starts like JSON.
    return text;
  }
}

function handle(id: string, block: Block): FileHandle {
  const type = typeof block.type === "string"
    ? plainLine(block.type, LIMITS.mimeTypeChars)
    : "unknown";
  // A resource stands in a block of its own; an image is the block.
  const of = isRecord(block.resource) ? block.resource : block;
  const { mimeType, uri, size, text } = of;
  const encoded = of.blob ?? of.data;
  const bytes = typeof encoded === "string"
    ? decodedBytes(encoded)
    : typeof text === "string"
    ? new TextEncoder().encode(text).length
    : size;
  return {
    id,
    type,
    ...(typeof mimeType === "string"
      ? { mimeType: plainLine(mimeType, LIMITS.mimeTypeChars) }
      : {}),
    ...(Number.isSafeInteger(bytes) && (bytes as number) >= 0 ? { bytes: bytes as number } : {}),
    ...(typeof uri === "string" ? { uri: plainLine(uri, LIMITS.uriChars) } : {}),
    ...(typeof text === "string" ? { text } : {}),
  };
}

/** The bytes that a text of base64 stands for. */
function decodedBytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor(base64.length * 3 / 4) - padding);
}

function isText(block: Block): block is Block & { text: string } {
  return block.type === "text" && typeof block.text === "string";
}

function joined(texts: readonly string[]): string {
  return texts.join("\n\n");
}
