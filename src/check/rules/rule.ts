import type TS from "typescript";
import type { Language } from "../../rpc/check_protocol.ts";
import type { Origins } from "../origins.ts";
import type { Usage } from "../usage/usage.ts";

/** One program, with what the rules ask about it. */
export interface Program {
  readonly file: TS.SourceFile;
  readonly language: Language;
  readonly checker: TS.TypeChecker;
  readonly origins: Origins;
  readonly usage: Usage;
}

/** An error of TypeScript's, and the node that it is about. */
export interface Reported {
  readonly code: number;
  readonly node: TS.Node;
}

/**
 * Says which of TypeScript's errors are certain to be mistakes of the program; whatever no rule takes is
 * passed over.
 */
export interface ErrorRule {
  readonly name: string;
  /** TypeScript's numbers for the errors that it judges. */
  readonly codes: readonly number[];
  readonly isCertain: (reported: Reported, program: Program) => boolean;
  readonly hint?: (reported: Reported, program: Program) => string | undefined;
  /** @returns the method whose call is wrong, as the program writes it */
  readonly calls?: (reported: Reported, program: Program) => string | undefined;
}

/** A mistake that TypeScript doesn't see. */
export interface Mistake {
  readonly node: TS.Node;
  readonly message: string;
  readonly hint?: string;
}

/** Finds mistakes that TypeScript passes over, in one node. */
export interface NodeRule {
  readonly name: string;
  readonly find: (node: TS.Node, program: Program) => Mistake | undefined;
}

export const AWAIT = 'Put "await" before the call that returns the promise';
