/** A program of its own that prepares a memory file for writing and prints what is wrong with it. */
import { prepareToWrite } from "../../../src/servers/memory/file/memory_file.ts";

await prepareToWrite(Deno.args[0]!).catch((error) => console.log(error.message));
