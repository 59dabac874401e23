/** A program of its own that prepares a memory file and prints what is wrong with it. */
import { prepareMemoryFile } from "../../src/upstream/memory_file.ts";

await prepareMemoryFile(Deno.args[0]!).catch((error) => console.log(error.message));
