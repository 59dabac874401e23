import { otherOffers } from "../../../../upstream/other_offers.ts";
import { spawnConfigured } from "../../../../servers/configured/spawn.ts";
import type { ServerEntry } from "../../../../servers/config/server_entry.ts";
import { plainLine } from "../../../../api/types/plain_line.ts";
import type { FoundHook } from "../find/read_settings.ts";

/** A server that works has answered before: it needs no more for a list. */
const LIMIT_MS = 5_000;
const NAMES = 8;
const NAME_CHARS = 60;

/** What servers offer that is not behind the one tool: their prompts and resources, by name. */
export async function unseenOffers(entries: readonly ServerEntry[]): Promise<string[]> {
  const found = await Promise.all(entries.map(async ({ name, launch }) => {
    if (!launch) return [];
    const { prompts, resources } = await otherOffers(() => spawnConfigured(launch), LIMIT_MS);
    return [
      ...prompts.length > 0 ? [`prompts of ${plain(name)}: ${listed(prompts)}`] : [],
      ...resources.length > 0 ? [`resources of ${plain(name)}: ${listed(resources)}`] : [],
    ];
  }));
  return found.flat();
}

/** Hooks that wait for calls that the client does not make any more. */
export function unseenHooks(hooks: readonly FoundHook[]): string[] {
  return hooks.map(({ event, matcher, file }) =>
    `hook ${plain(event)} on ${plain(matcher)}, in ${plainLine(file, 300)}`
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : "";
  return names.slice(0, NAMES).map(plain).join(", ") + more;
}

function plain(text: string): string {
  return plainLine(text, NAME_CHARS);
}
