/**
 * Stands in for `jsr:@std/cli` where JSR cannot be reached: the same `parseArgs`, nothing else.
 *
 * @module
 */
export { parseArgs } from "./parse_args.ts";
export type { Args, ParseOptions } from "./parse_options.ts";
