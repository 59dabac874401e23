import type { Installation } from "../../src/cli/init/client_entry.ts";

/** A clone that a Deno of its user's own runs, on Linux. */
export const CLONE: Installation = {
  program: "/usr/bin/deno",
  deno: "2.9.6",
  standalone: false,
  packaged: false,
  env: {},
  os: "linux",
  folder: "/code",
};
