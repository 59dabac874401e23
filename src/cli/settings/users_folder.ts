import { PACKAGED } from "../../process/source.ts";

/** The folder that the user is in: `deno task` changes to the project's, and leaves it in `INIT_CWD`. */
export function usersFolder(): string {
  // No task starts the binary or the package; npm has a variable of that name, too.
  return !Deno.build.standalone && !PACKAGED && Deno.env.get("INIT_CWD") || Deno.cwd();
}
