import { surroundings } from "../../process/surroundings.ts";
import type { Finding } from "./finding.ts";

/** Says whether the operating system holds our processes too. */
export async function osWallFinding(): Promise<Finding> {
  const about = "system's wall";
  try {
    const { wall, why } = await surroundings();
    if (wall) return { about, state: "ok", says: `stands, by ${wall.program}` };
    return {
      about,
      state: "note",
      says: `there is none: ${why}`,
      advice: "a hole in Deno or V8 would give a program your rights: Deno's own wall stands alone",
    };
  } catch (error) {
    return { about, state: "fault", says: (error as Error).message };
  }
}
