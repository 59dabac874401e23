/** The parts of us that run in a process of their own. */
export type Role = "sandbox" | "server-memory" | "preparer" | "checker";

export const ROLE_FLAG = "--role=";

/** The first argument that makes the compiled binary start as `role` instead of the command line. */
export function roleFlag(role: Role): string {
  return ROLE_FLAG + role;
}
