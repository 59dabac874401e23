import { plainLine } from "../api/types/plain_line.ts";
import type { OfferedServer } from "../host/host.ts";

const ABOUT_CHARS = 70;
/** A longer name may be a sentence; real tools have names of up to 48 characters. */
const NAME_CHARS = 64;
const SIGNATURE_CHARS = 200;
/** Signatures of more tools fit no description. */
const MOST_SIGNATURES = 60;

/**
 * Writes which servers there are and what they offer. What has no room gives way: first signatures, then
 * the names of tools, then what servers are for, then counts, and names of servers last.
 *
 * @param room in characters
 */
export function serversText(servers: readonly OfferedServer[], room: number): string {
  const fits = (text: string) => text.length <= room;
  const names = servers.map((server) => plainNames(server));
  const all = listed(servers, names);
  return (fits(all) ? withSignatures(servers, names, room) : sharedOut(servers, names, room)) ??
    [counted(servers, true), counted(servers, false)].find(fits) ??
    plainLine(servers.map(({ global }) => global).join(", "), room);
}

function plainNames({ tools = [] }: OfferedServer): string[] {
  return tools.map(({ name }) => name)
    .filter((name) => name.length <= NAME_CHARS && /^[\w$]+$/.test(name));
}

/** Each server in a line, with what is shown of its tools. */
function listed(servers: readonly OfferedServer[], shown: readonly (readonly string[])[]): string {
  return servers.map((server, which) => {
    const tools = shown[which]!;
    const isAll = tools.length === (server.tools?.length ?? 0);
    const list = [...tools, ...isAll || tools.length === 0 ? [] : ["…"]].join(", ");
    return head(server, !isAll) + (list === "" ? "" : `: ${list}`);
  }).join("\n");
}

/** All names, of which the tools with the shortest signatures show them, as far as there is room. */
function withSignatures(
  servers: readonly OfferedServer[],
  names: readonly string[][],
  room: number,
): string {
  const shown = names.map((list) => [...list]);
  const tools = servers.flatMap(({ tools = [] }, which) =>
    tools.map((tool) => ({ ...tool, which }))
  );
  if (tools.length <= MOST_SIGNATURES) {
    let left = room - listed(servers, shown).length;
    const written = tools.map(({ name, signature, which }) => {
      return { name, which, line: plainLine(signature(SIGNATURE_CHARS), SIGNATURE_CHARS) };
    }).sort((a, b) => a.line.length - b.line.length);
    for (const { name, which, line } of written) {
      const at = shown[which]!.indexOf(name);
      // A quoted name of a parameter is a text that its server wrote.
      if (at < 0 || /['"`]/.test(line)) continue;
      left -= line.length - name.length;
      if (left < 0) break;
      shown[which]![at] = line;
    }
  }
  return listed(servers, shown);
}

/** As many names as there is room for, of each server in turn; `undefined` where there is room for none. */
function sharedOut(
  servers: readonly OfferedServer[],
  names: readonly (readonly string[])[],
  room: number,
): string | undefined {
  const shown = servers.map((): string[] => []);
  let left = room - listed(servers, shown).length - 5 * servers.length; // of each, a colon and dots
  if (left < 0) return undefined;
  const longest = Math.max(0, ...names.map(({ length }) => length));
  for (let at = 0; at < longest; at++) {
    for (const [which, list] of names.entries()) {
      const name = list[at];
      if (name === undefined) continue;
      left -= name.length + 2;
      if (left < 0) return listed(servers, shown);
      shown[which]!.push(name);
    }
  }
  return listed(servers, shown);
}

/** `github (26 tools; issues and pull requests)` */
function head({ global, about, tools }: OfferedServer, counts: boolean): string {
  const facts = [
    ...(counts && tools ? [`${tools.length} tools`] : []),
    ...(tools ? [] : ["tools not known yet"]),
    ...(about === undefined ? [] : [plainLine(about, ABOUT_CHARS)]),
  ];
  return `${global}${facts.length > 0 ? ` (${facts.join("; ")})` : ""}`;
}

/** Only how many tools each has. */
function counted(servers: readonly OfferedServer[], about: boolean): string {
  return servers.map((server) => {
    const { global, tools, about: what } = server;
    if (about && what !== undefined) return head(server, true);
    return tools ? `${global} (${tools.length})` : global;
  }).join(", ");
}
