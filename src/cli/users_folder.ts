/** The folder that the user is in: `deno task` changes to the project's, and leaves it in `INIT_CWD`. */
export function usersFolder(): string {
  // The binary is started as it is; npm has a variable of that name, too.
  return !Deno.build.standalone && Deno.env.get("INIT_CWD") || Deno.cwd();
}
