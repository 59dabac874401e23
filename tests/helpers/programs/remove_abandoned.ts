/**
 * A program of its own that removes what killed servers have left beside a memory file, and prints what
 * keeps it from that, if anything, and then whether it can still read the folder: `FILE`.
 */
import { dirname } from "node:path";
import { removeAbandoned } from "../../../src/servers/memory/copy/copy_folder.ts";

const file = Deno.args[0]!;
await removeAbandoned(file).catch((error) => console.log(error.message));
await Promise.all(Array.from({ length: 8 }, () => Deno.stat(dirname(file))));
console.log("done");
Deno.exit();
