/** Between the server and the process that erases types: one JSON value a line, one request at a time. */

/** The process's first line: it can be asked now. */
export const READY = "ready";

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
