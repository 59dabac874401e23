import { Compiler } from "../../src/check/compile.ts";
import { readLibraries } from "../../src/executor/type_check/libraries.ts";

/** A compiler in this process, and not behind the wall: what it is asked here is ours. */
export const compiler = new Compiler(await readLibraries());
