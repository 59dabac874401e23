import type { NamespaceDefinition } from "../../api/namespace.ts";
import type { Permissions } from "../../api/rules/permissions.ts";
import { findServersConfig, userConfigPaths } from "../../servers/config/config_file.ts";
import type { Problem } from "../../servers/config/problem.ts";
import type { ServerEntry } from "../../servers/config/server_entry.ts";
import type { Surroundings } from "../../servers/config/variables.ts";
import type { ListStore } from "../../upstream/catalogue/list_store.ts";
import type { Settings } from "./flags.ts";
import { UsageError } from "../usage_error.ts";
import { usersFolder } from "./users_folder.ts";

/** What programs can call, by flags and config. */
export interface Offer {
  /** The embedded namespaces, without what is denied. */
  readonly namespaces: readonly NamespaceDefinition[];
  /** The user's servers; left out where there is no config. */
  readonly servers?: {
    readonly entries: readonly ServerEntry[];
    readonly permissions: Permissions;
    /** What is wrong with the config. */
    readonly problems: readonly Problem[];
    /** Where the config lies. */
    readonly path: string;
    /** Keeps the lists of their tools; left out where the environment names no place for it. */
    readonly lists?: ListStore;
  };
}

/**
 * Reads the user's config, if there is one.
 *
 * @param usersConfig whether the one in the user's config folder is meant where none is named
 * @throws {UsageError} when the config that was named cannot be read, or nothing is left to call
 */
export async function readOffer(
  settings: Settings,
  { usersConfig = true }: { readonly usersConfig?: boolean } = {},
): Promise<Offer> {
  const { config, readOnly } = settings;
  const embedded = settings.memory ? settings.namespaces : [];
  const surroundings = surroundingsOfUser();
  let file;
  try {
    file = config === undefined && !usersConfig
      ? undefined
      : findServersConfig(config, surroundings);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (!file) {
    if (embedded.length > 0) return { namespaces: embedded };
    throw new UsageError("Nothing is left to call: there is no config, and --no-memory was given");
  }
  // Without a config the start does not wait for them to load.
  const [{ readServersConfig }, { applyRules }, { usersLists }] = await Promise.all([
    import("../../servers/config/servers_config.ts"),
    import("../../api/namespace_rules.ts"),
    import("./users_lists.ts"),
  ]);
  const { servers, problems, permissions } = readServersConfig(file.text, {
    ...surroundings,
    file,
    readOnly,
    embedded: embedded.map(({ name }) => name),
  });
  const lists = usersLists();
  const replaced = new Set(servers.map(({ name }) => name));
  const left = embedded.filter(({ name }) => !replaced.has(name));
  return {
    namespaces: applyRules(left, permissions),
    servers: {
      entries: servers,
      permissions,
      problems,
      path: file.path,
      ...(lists === undefined ? {} : { lists }),
    },
  };
}

/** @returns where the user's config lies, or would lie; `undefined` when the environment does not say */
export function userConfigPath(): string | undefined {
  return userConfigPaths(surroundingsOfUser())[0];
}

/** Where the variables of a config and its place come from. */
export function surroundingsOfUser(): Surroundings {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  return {
    env: (name: string) => Deno.env.get(name),
    ...(home ? { home } : {}),
    workspace: usersFolder(),
    os: Deno.build.os,
  };
}
