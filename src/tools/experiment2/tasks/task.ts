/** A call of a server's own tool. */
export interface Call {
  readonly server: string;
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

/**
 * Makes the calls that a model writes in one turn, side by side.
 *
 * @returns the structured content of each
 */
// deno-lint-ignore no-explicit-any -- whatever the tools answer
export type TakeTurn = (calls: readonly Call[]) => Promise<any[]>;

/** What a person asks for, and how a model that makes no mistake does it. */
export interface Task {
  readonly name: string;
  readonly about: string;
  /** The tools that the program calls, by their servers. */
  readonly uses: Readonly<Record<string, readonly string[]>>;
  /** What a model looks for that does not find their names in the description. */
  readonly query: string;
  /** Makes the files anew. */
  prepare(places: Places): void;
  /** Does it by tool calls. */
  direct(places: Places, turn: TakeTurn): Promise<void>;
  /** Does it by one program. */
  program(places: Places): string;
  /** A program that looks what the tools answer; left out where there is nothing to learn by it. */
  look?(places: Places): string;
  /**
   * Whether it was done, exactly.
   *
   * @param answer what the last call answered
   */
  isRight(places: Places, answer: unknown): boolean;
}

/** Where the servers that the tasks use work. */
export interface Places {
  /** The folder that `filesystem` may touch. */
  readonly work: string;
  /** The file that `memory` keeps. */
  readonly memoryFile: string;
}
