/** What is wrong with a config, for the person who wrote it. */
export interface Problem {
  /** The server that it concerns; absent when it concerns the whole file. */
  readonly server?: string;
  /** Key path, e.g. `mcpServers.github.env.TOKEN`; empty for the text as a whole. */
  readonly path: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** What is wrong and why, without the place. */
  readonly what: string;
  readonly remedy: string;
  /**
   * Whether the server isn't started until this is mended; without a server, whether the servers that it
   * concerns, or all, are refused. False for what is only ignored.
   */
  readonly stops: boolean;
}

/** @returns a problem in a sentence, e.g. for a log */
export function problemText({ path, line, what, remedy }: Problem): string {
  const place = [path, line === undefined ? "" : `line ${line}`].filter((part) => part !== "");
  return `${place.join(", ")}${place.length > 0 ? ": " : ""}${what}: ${remedy}`;
}

/** @returns a key path as people write it: `mcpServers.github.args[0]` */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((key, at) => typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)
    .join("");
}
