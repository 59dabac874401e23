import { ignoreMissing } from "../../upstream/memory_backup.ts";
import { repairMemoryFile } from "../../upstream/memory_repair.ts";
import type { Finding } from "./finding.ts";

/** Moves what can't be read out of the memory file, and tells where it is now. */
export async function repair(path: string): Promise<Finding> {
  const about = "repair";
  try {
    const done = await ignoreMissing(Deno.stat(path)) && await repairMemoryFile(path, new Date());
    if (!done) return { about, state: "ok", says: "there was nothing to repair" };
    const { moved, corrupt, backup } = done;
    return {
      about,
      state: "note",
      says: `${moved} ${moved === 1 ? "line" : "lines"} moved to "${corrupt}"`,
      advice:
        `mend what you need there and add it to the memory file; as it was it is in "${backup}"`,
    };
  } catch (error) {
    const says = `"${path}" was left as it is: ${(error as Error).message}`;
    return { about, state: "fault", says };
  }
}
