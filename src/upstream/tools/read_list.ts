import type { Annotations as Hints } from "../../api/rules/tool.ts";
import { isVisible, plainLine } from "../../api/types/plain_line.ts";
import { isRecord } from "../../api/types/schema.ts";
import { LIST_LIMITS as LIMITS } from "./limits.ts";
import { measure } from "./measure.ts";

/** A tool as its server lists it. Own properties only, each of the type that it says. */
export interface Tool {
  /** Its own name, as it is called. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** A JSON Schema of an object, which nothing is known of but its size. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly annotations?: Annotations;
}

/** What a server says of its tool. */
export interface Annotations extends Hints {
  readonly title?: string;
}

const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] as const;
const SHOWN_CHARS = 60;

/** Reads the pages of `tools/list` of one server, one after the other. */
export class ToolList {
  readonly #tools = new Map<string, Tool>();
  readonly #refusals: string[] = [];
  #refused = 0;
  #pages = 0;
  #chars = 0;
  #surplus = 0;
  readonly #cursors = new Set<string>();

  /** The tools that were taken, in the order of the list. */
  get tools(): readonly Tool[] {
    return [...this.#tools.values()];
  }

  /** What was left out and why, in words for the user; a flood of it is counted. */
  get refusals(): readonly string[] {
    const more = this.#refused - this.#refusals.length;
    return [
      ...this.#refusals,
      ...(this.#surplus > 0
        ? [`${this.#surplus} tools are left out: a server can have ${LIMITS.tools}`]
        : []),
      ...(more > 0 ? [`${more} more are left out`] : []),
    ];
  }

  /**
   * Reads a page.
   *
   * @param page what the server answered, of any shape
   * @returns where the next page starts; `undefined` when there is none, or none that is taken
   */
  add(page: unknown): string | undefined {
    if (!isRecord(page) || !Array.isArray(page.tools)) {
      this.#refuse("A page of the list is no list of tools: the rest is left out");
      return undefined;
    }
    const chars = measure(page, { chars: LIMITS.chars - this.#chars })?.chars;
    if (chars === undefined) {
      this.#refuse(`The list has more than ${LIMITS.chars} characters: the rest is left out`);
      return undefined;
    }
    this.#chars += chars;
    this.#pages++;
    for (const tool of page.tools) this.#take(tool);
    return this.#next(page.nextCursor);
  }

  #next(cursor: unknown): string | undefined {
    // Some servers send an empty one on the last page.
    if (typeof cursor !== "string" || cursor === "") return undefined;
    if (this.#pages === LIMITS.pages) {
      this.#refuse(`The list has more than ${LIMITS.pages} pages: the rest is left out`);
    } else if (this.#cursors.has(cursor)) {
      this.#refuse("The list leads back to a page that was read: the rest is left out");
    } else {
      this.#cursors.add(cursor);
      return cursor;
    }
    return undefined;
  }

  #take(listed: unknown): void {
    if (this.#tools.size === LIMITS.tools) return void this.#surplus++;
    const read = readTool(listed);
    if (read.refusal !== undefined) this.#refuse(read.refusal);
    if (read.tool === undefined) return;
    const { name } = read.tool;
    if (this.#tools.has(name)) {
      this.#refuse(`Tool ${shown(name)} is listed twice: the first is kept`);
    } else this.#tools.set(name, read.tool);
  }

  #refuse(text: string): void {
    this.#refused++;
    if (this.#refusals.length < LIMITS.refusals) this.#refusals.push(text);
  }
}

/** @returns the tool, unless it is refused, and what of it is refused */
function readTool(listed: unknown): { tool?: Tool; refusal?: string } {
  if (!isRecord(listed) || typeof listed.name !== "string") {
    return { refusal: "A tool without a name is left out" };
  }
  const { name, title, description, inputSchema, outputSchema, annotations } = listed;
  const wrong = wrongName(name) ?? wrongSchema("inputSchema", inputSchema);
  if (wrong !== undefined) return { refusal: `Tool ${shown(name)} is left out: ${wrong}` };
  // A tool can do without: only types are written of it.
  const wrongOutput = outputSchema === undefined
    ? undefined
    : wrongSchema("outputSchema", outputSchema);
  const tool: Tool = {
    name,
    ...(typeof title === "string" ? { title: plainLine(title, LIMITS.nameChars) } : {}),
    ...(typeof description === "string"
      ? { description: description.slice(0, LIMITS.descriptionChars) }
      : {}),
    inputSchema: inputSchema as Tool["inputSchema"],
    ...(isRecord(outputSchema) && wrongOutput === undefined ? { outputSchema } : {}),
    ...(isRecord(annotations) ? { annotations: readAnnotations(annotations) } : {}),
  };
  if (wrongOutput === undefined) return { tool };
  return { tool, refusal: `Tool ${shown(name)} has no type of its result: ${wrongOutput}` };
}

function wrongName(name: string): string | undefined {
  if (name === "") return "its name is empty";
  if (name.length > LIMITS.nameChars) {
    return `its name has more than ${LIMITS.nameChars} characters`;
  }
  if (!isVisible(name)) return "its name has characters that cannot be seen";
  return undefined;
}

function wrongSchema(keyword: string, schema: unknown): string | undefined {
  if (!isRecord(schema)) return `its ${keyword} is not an object`;
  if (measure(schema, { depth: LIMITS.schemaDepth }) === undefined) {
    return `its ${keyword} is nested more than ${LIMITS.schemaDepth} levels deep`;
  }
  if (measure(schema, { chars: LIMITS.schemaChars }) === undefined) {
    return `its ${keyword} has more than ${LIMITS.schemaChars} characters`;
  }
  return undefined;
}

/** @returns the hints and the title of a tool, of what its server sent */
export function readAnnotations(annotations: Record<string, unknown>): Annotations {
  const hints = HINTS.filter((hint) => typeof annotations[hint] === "boolean")
    .map((hint) => [hint, annotations[hint]]);
  const { title } = annotations;
  return {
    ...(typeof title === "string" ? { title: plainLine(title, LIMITS.nameChars) } : {}),
    ...Object.fromEntries(hints),
  };
}

function shown(name: string): string {
  return JSON.stringify(plainLine(name, SHOWN_CHARS));
}
