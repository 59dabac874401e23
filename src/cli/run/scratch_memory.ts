import { join } from "node:path";

const EXAMPLE_RECORDS = new URL("../../../data/code-mode-memory.jsonl", import.meta.url);

/** A memory file with the example records, in a folder of its own that goes when it is disposed of. */
export interface ScratchMemory extends AsyncDisposable {
  file: string;
}

/** Makes a copy of the example records to work on: `data/` itself is never written. */
export async function scratchMemory(): Promise<ScratchMemory> {
  const folder = await Deno.makeTempDir({ prefix: "code-mode-" });
  const file = join(folder, "memory.jsonl");
  await Deno.writeFile(file, await Deno.readFile(EXAMPLE_RECORDS));
  return {
    file,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
