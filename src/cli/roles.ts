import { type Role, ROLE_FLAG } from "../process/role.ts";

const KINDS = ["run", "read", "write", "net", "env", "sys", "ffi", "import"] as const;
type Kind = typeof KINDS[number];

/** What a role is loaded from, and the permissions that it keeps of those that the binary has. */
const ROLES: Record<Role, { load: () => Promise<unknown>; keeps: Kind[] }> = {
  "sandbox": { load: () => import("../sandbox/main.ts"), keeps: [] },
  "preparer": { load: () => import("../prepare/main.ts"), keeps: [] },
  "checker": { load: () => import("../check/main.ts"), keeps: [] },
  "server-memory": {
    load: () => import("../servers/memory/main.ts"),
    // Deno can't take back all folders but one. The environment holds nothing but its file's path.
    keeps: ["read", "write", "env"],
  },
};

/**
 * Reads the role that a command line asks for. Only the binary has roles: from source each is a program
 * with flags of its own. A user who starts one by hand gets a process that can do less.
 */
export function roleOf(args: readonly string[]): Role | undefined {
  const name = args[0]?.startsWith(ROLE_FLAG) ? args[0].slice(ROLE_FLAG.length) : "";
  return Deno.build.standalone && Object.hasOwn(ROLES, name) ? name as Role : undefined;
}

/**
 * Gives up every permission that `role` doesn't keep, and only then loads its program. A person at a terminal
 * reads what it is for: it would wait for a server's messages.
 */
export async function become(role: Role): Promise<void> {
  if (Deno.stdin.isTerminal()) {
    console.error(`code-mode: ${ROLE_FLAG}${role} is how code-mode starts its own processes`);
    Deno.exitCode = 2;
    return;
  }
  const { load, keeps } = ROLES[role];
  await giveUpPermissions(keeps);
  await load();
}

/** Gives up the network, unless the command line asks for it: a binary has it from its making. */
export async function giveUpNetwork(args: readonly string[]): Promise<void> {
  if (!Deno.build.standalone || asksForNetwork(args)) return;
  await giveUpPermissions(KINDS.filter((kind) => kind !== "net"));
}

/** @returns whether it is `serve --http` */
export function asksForNetwork([command, ...flags]: readonly string[]): boolean {
  return command === "serve" && flags.some((flag) => /^--http(?:=|$)/.test(flag));
}

/**
 * Gives up this process's permissions for good: with `--no-prompt` none can be asked for again.
 *
 * @param keeps the kinds that stay as they are
 * @throws {Error} when one can't be given up: what was granted by `-A` can't
 */
export async function giveUpPermissions(keeps: readonly Kind[]): Promise<void> {
  for (const name of KINDS) {
    if (keeps.includes(name)) continue;
    // "import" is missing from Deno's types.
    const { state } = await Deno.permissions.revoke({ name } as Deno.PermissionDescriptor);
    if (state === "granted") throw new Error(`Cannot give up the permission "${name}"`);
  }
}
