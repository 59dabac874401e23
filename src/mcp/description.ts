import { declarations, methodNames } from "../api/declarations.ts";
import { example } from "../api/example.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { mutates } from "../api/restrict.ts";
import { plainLine } from "../api/types/plain_line.ts";
import type { Limits } from "../config.ts";
import type { OfferedServer } from "../host/host.ts";
import { serversText } from "./servers_text.ts";

/** The longest description, in characters: clients cut it at 2 000, and each conversation pays for it. */
const CHARS = 1_900;
/** The longest list of what programs are about, in characters. */
const SUBJECTS_CHARS = 300;
const ABOUT_CHARS = 70;
/** A longer name is a fault of the config, and leaves no room for the others. */
const NAME_CHARS = 64;

/**
 * The tool's description: all that a model needs to write a program.
 *
 * @param atomic whether programs write all that they change at their end, or nothing
 */
export function describeTool(
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
  servers: readonly OfferedServer[] = [],
  atomic = false,
): string {
  return servers.length === 0
    ? ofNamespaces(namespaces, limits, atomic)
    : ofServers(namespaces, limits, servers, atomic);
}

/** Where the namespaces are all that there is, they stand there whole. */
function ofNamespaces(
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
  atomic: boolean,
): string {
  const program = example(namespaces);
  const contents = namespaces.flatMap(({ contents }) => contents ?? []).join("; ");
  return `Run one JavaScript or TypeScript program on ${subjects(namespaces, [])}\
${contents === "" ? "" : `: ${contents}`}. Prefer one program to several calls: loop, filter and \
count in code, return only what you need.

- Top-level await; \`return\` the answer (JSON). console.log is captured.
- Batch: many items per call, or Promise.all. Await every call.
- No import, network, files or processes; times and today are UTC. ${
    limits.timeoutMs / 1000
  } s, or timeout_ms.
- ${
    !mutates(namespaces)
      ? "Nothing can be changed. An error says where."
      : atomic
      ? "A failure writes nothing: all changes are written at the end. An error says where."
      : "A failure rolls nothing back: the error says where and what was written."
  }

${declarations(namespaces)}${program === undefined ? "" : `\n\nExample:\n${program}`}`;
}

/** Servers are named, with as much of what they offer as there is room for; the rest is one search away. */
function ofServers(
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
  servers: readonly OfferedServer[],
  atomic: boolean,
): string {
  const embedded = namespaces.map((namespace) =>
    `${namespace.name} (${namespace.subject}; several arguments, not one object): ` +
    methodNames(namespace).join(", ")
  );
  const start = `Run one JavaScript or TypeScript program on the user's MCP servers. Prefer one \
program to several calls: loop, filter and count in code, return only what you need.

- Each server is a global, its tools take one object: await ${
    plainLine(servers[0]!.global, NAME_CHARS)
  }.some_tool({ … }). \
They return data, not { content }; errors throw. Promise.all keeps the order of writes.
- Find tools: return await tools.search("what to do", { server? }): 8 signatures to call as they stand. \
More: tools.describe("server.tool"), tools.servers(), tools.call(server, tool, args).
- Names are checked before the program runs, arguments before a call; the error has the signature.
- Top-level await; \`return\` the answer (JSON). console.log is captured. No import, network or files; \
times and today are UTC; ${limits.timeoutMs / 1000} s unless timeout_ms is set. ${
    atomic ? "Only the memory is written, at the end (atomic)" : "A failure rolls nothing back"
  }.

${embedded.map((line) => `${line}\n`).join("")}`;
  return start + serversText(servers, CHARS - start.length);
}

/** What programs are about, in a line. */
export function subjects(
  namespaces: readonly NamespaceDefinition[],
  servers: readonly OfferedServer[],
): string {
  const own = namespaces.map(({ name, subject = name }) => subject);
  const names = [...own, ...servers.map(({ global }) => global)].join(", ");
  const withAbout = [
    ...own,
    ...servers.map(({ global, about }) =>
      about === undefined ? global : `${global} (${plainLine(about, ABOUT_CHARS)})`
    ),
  ].join(", ");
  return withAbout.length <= SUBJECTS_CHARS ? withAbout : plainLine(names, SUBJECTS_CHARS);
}
