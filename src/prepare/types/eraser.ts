import type { transformSync } from "amaro";

export interface EraseRequest {
  text: string;
  /** `transform` also writes enums and the like as JavaScript, and so moves what follows. */
  mode: "strip-only" | "transform";
}

export type EraseReply =
  | { code: string; map?: string }
  | { fault: EraseFault };

/** Why the text was refused, and where: the line from 1, the column from 0. */
export interface EraseFault {
  /** `UnsupportedSyntax` where `transform` may do better. */
  code: string;
  message: string;
  line: number;
  column: number;
}

/** A text broke the eraser: it nests too deep. */
export class EraserError extends Error {
  override name = "EraserError";
}

/** One of our packages is missing. */
export class MissingPackage extends Error {
  override name = "MissingPackage";
  constructor(readonly packageName: "amaro", options: ErrorOptions) {
    super(`There is no ${packageName}`, options);
  }
}

/** Erases TypeScript's types. Loaded when it is first needed: most programs are plain JavaScript. */
export class Eraser {
  /** It trapped, and is of no use any more: its process must be replaced. */
  broken = false;
  #transform: typeof transformSync | undefined;

  /**
   * @throws {EraserError} when the text can't be read
   * @throws {MissingPackage} when nothing can
   */
  async erase({ text, mode }: EraseRequest): Promise<EraseReply> {
    if (this.broken) throw new EraserError("the code nests too deep");
    const transform = this.#transform ??= await load();
    try {
      const sourceMap = mode === "transform";
      const { code, map } = transform(text, { mode, sourceMap, module: true, filename: "x.ts" });
      return { code, ...(map === undefined ? {} : { map }) };
    } catch (error) {
      // Refusals are plain objects. An Error is a trap of the WebAssembly.
      if (error instanceof Error || typeof error !== "object" || error === null) {
        this.broken = true;
        throw new EraserError("the code nests too deep", { cause: error });
      }
      const { code, message, startLine, startColumn } = error as Record<string, unknown>;
      return {
        fault: {
          code: String(code),
          message: String(message),
          line: Number(startLine),
          column: Number(startColumn),
        },
      };
    }
  }
}

async function load(): Promise<typeof transformSync> {
  try {
    return (await import("amaro")).transformSync;
  } catch (cause) {
    throw new MissingPackage("amaro", { cause });
  }
}
