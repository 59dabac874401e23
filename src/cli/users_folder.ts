/** The folder that the user is in: `deno task` changes to the project's, and leaves it in `INIT_CWD`. */
export function usersFolder(): string {
  return Deno.env.get("INIT_CWD") || Deno.cwd();
}
