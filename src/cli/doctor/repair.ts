import { ignoreMissing } from "../../servers/memory/file/backup.ts";
import { type MemoryRepair, repairMemoryFile } from "../../servers/memory/file/repair.ts";
import { detailOf } from "../../upstream/trouble.ts";
import type { Finding } from "./finding.ts";
import { lineNumbers } from "./line_numbers.ts";

/**
 * Moves what can't be read out of the memory file, takes byte order marks off, and prints where all is.
 *
 * @param announce says to the user what is about to be done
 */
export async function repair(path: string, announce: (text: string) => void): Promise<Finding> {
  const about = "repair";
  try {
    const report = (plan: MemoryRepair) => {
      const copy = `First a copy of "${path}" will be made, "${plan.backup}"`;
      announce([copy, ...steps(plan, "will be")].join("; then "));
    };
    const there = await ignoreMissing(Deno.stat(path));
    const done = there && await repairMemoryFile(path, new Date(), report);
    if (!done) return { about, state: "ok", says: "there was nothing to repair" };
    const copy = `as it was it is in "${done.backup}"`;
    return {
      about,
      state: "note",
      says: steps(done, "").join("; "),
      advice: done.corrupt
        ? `mend what you need there and add it to the memory file; ${copy}`
        : copy,
    };
  } catch (error) {
    const says = `"${path}" was left as it is: ${detailOf(error)}`;
    return { about, state: "fault", says };
  }
}

/** @param will what stands before the participle */
function steps({ moved, marks, corrupt }: MemoryRepair, will: string): string[] {
  const verb = (participle: string) => [will, participle].filter((word) => word).join(" ");
  return [
    ...corrupt === undefined ? [] : [
      `${moved.length} ${moved.length === 1 ? "line" : "lines"} ${verb("moved")} to "${corrupt}" (${
        lineNumbers(moved)
      })`,
    ],
    ...marks.length === 0
      ? []
      : [`the byte order mark ${verb("taken")} off ${lineNumbers(marks)}, which stays`],
  ];
}
