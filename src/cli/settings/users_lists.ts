import { isAbsolute, join } from "node:path";
import { userCaches } from "../../process/cache/user_caches.ts";
import { ListStore } from "../../upstream/catalogue/list_store.ts";

/** Where the lists of the servers' tools are kept; `undefined` where the environment names no place. */
export function usersLists(): ListStore | undefined {
  const caches = userCaches();
  // A relative path would be a file of whatever folder the client is in.
  return caches && isAbsolute(caches)
    ? new ListStore(join(caches, "code-mode", "lists"))
    : undefined;
}
