import process from "node:process";
import type TypeScript from "typescript";

/**
 * What TypeScript's own code looks at to learn whether there is a system with files and variables: so it
 * asks for no permission.
 */
(process as unknown as { browser: boolean }).browser = true;

/** TypeScript's compiler, without a system. */
export const ts: typeof TypeScript = (await import("typescript")).default;
