import type { Closure } from "../../api/rules/read_rules.ts";
import type { JsonText, Path } from "./json_text.ts";
import { pathText, type Problem } from "./problem.ts";

/** Says what is wrong with the value at a path. */
export type Tell = (path: Path, what: string, remedy: string, stops: boolean) => void;

/** The keys under which configs keep servers. */
export const SECTIONS: readonly string[] = ["mcpServers", "servers"];

/** To find a line takes time, and so many problems are one that comes again and again. */
const MAX_LINES = 100;

/** Collects what is wrong with a config. */
export class Report {
  readonly problems: Problem[] = [];
  /** What stops everything, as what it means for calls. */
  readonly closed: Closure[] = [];
  readonly #faults = new Map<string, Problem>();
  readonly #json: JsonText;

  constructor(json: JsonText) {
    this.#json = json;
  }

  readonly tell: Tell = (path, what, remedy, stops) => {
    const server = isOfServer(path) ? String(path[1]) : undefined;
    const problem: Problem = {
      ...server === undefined ? {} : { server },
      path: pathText(path),
      ...this.problems.length < MAX_LINES ? { line: this.#json.lineOf(path) } : {},
      what,
      remedy,
      stops,
    };
    this.problems.push(problem);
    if (!stops) return;
    if (server === undefined) {
      const rule = `${problem.path} ${what}`.trim();
      this.closed.push({ servers: ["*"], rule, remedy: `the config: ${remedy}` });
    } else if (!this.#faults.has(server)) {
      this.#faults.set(server, problem);
    }
  };

  /** @returns the first problem that stops a server */
  faultOf(server: string): Problem | undefined {
    return this.#faults.get(server);
  }
}

/** @returns whether a path leads into the entry of a server */
export function isOfServer(path: Path): boolean {
  return path.length > 1 && SECTIONS.includes(String(path[0]));
}
