import { SUBMISSION_FILE } from "./compile.ts";

/** Where V8 tells of a frame; the part of its CallSite that is used here. */
interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isAsync(): boolean;
  isPromiseAll(): boolean;
}

/** How a place in the submission's module is written in a stack: `submission:LINE:COLUMN`. */
const PLACE = "submission";

/**
 * Makes `error.stack` show the submission's own frames only. Frames of ours would tell strangers' code
 * the paths of this machine, and a formatter of the code's own would be handed V8's call sites, so the
 * property can't be set again.
 */
export function installStackFormat(): void {
  Object.defineProperty(Error, "prepareStackTrace", { value: format, writable: false });
}

function format(error: unknown, sites: CallSite[]): string {
  let text = header(error);
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i]!;
    const file = site.getFileName();
    if (site.isPromiseAll()) text += "\n    at async Promise.all";
    if (file !== SUBMISSION_FILE) continue;
    const place = `${PLACE}:${site.getLineNumber()}:${site.getColumnNumber()}`;
    const name = site.getFunctionName();
    const named = name === null || name === "" ? place : `${name} (${place})`;
    text += `\n    at ${site.isAsync() ? "async " : ""}${named}`;
  }
  return text;
}

function header(error: unknown): string {
  try {
    const { name, message } = error as Error;
    return message === "" ? `${name}` : `${name}: ${message}`;
  } catch {
    return "Error"; // its getters throw
  }
}
