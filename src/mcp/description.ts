import { declarations } from "../api/declarations.ts";
import { example } from "../api/example.ts";
import type { NamespaceDefinition } from "../api/namespace.ts";
import { mutates } from "../api/restrict.ts";
import { plainLine } from "../api/types/plain_line.ts";
import type { Limits } from "../config.ts";

/** A server of the user's, as the description names it. */
export interface OtherServer {
  /** The global of programs. */
  readonly global: string;
  /** What it is for, in the user's words. */
  readonly about?: string;
}

/** What servers may take of the description, in characters: clients cut it at 2 000. */
const SERVERS_CHARS = 600;
const ABOUT_CHARS = 70;
/** The longest list of what programs are about, in characters. */
const SUBJECTS_CHARS = 300;

/** The tool's description: all that a model needs to write a program, in at most 1 850 characters. */
export function describeTool(
  namespaces: readonly NamespaceDefinition[],
  limits: Limits,
  servers: readonly OtherServer[] = [],
): string {
  const program = example(namespaces);
  const contents = namespaces.flatMap(({ contents }) => contents ?? []).join("; ");
  return `Run one JavaScript or TypeScript program on ${subjects(namespaces, servers)}\
${contents === "" ? "" : `: ${contents}`}. Prefer one program to several calls: loop, filter and \
count in code, return only what you need.

- Top-level await; \`return\` the answer (JSON). console.log is captured.
- Batch: many items per call, or Promise.all. Await every call.
- No import, network, files or processes; times are UTC. ${
    limits.timeoutMs / 1000
  } s unless timeout_ms is set.
- ${
    servers.length > 0 || mutates(namespaces)
      ? "A failure rolls nothing back: the error says where and what was written."
      : "Nothing can be changed. An error says where."
  }

${
    [...namespaces.length > 0 ? [declarations(namespaces)] : [], ...serversText(servers)].join(
      "\n\n",
    )
  }${program === undefined ? "" : `\n\nExample:\n${program}`}`;
}

/** How the user's servers are called, and which there are; their tools are asked for. */
function serversText(servers: readonly OtherServer[]): string[] {
  if (servers.length === 0) return [];
  const named = servers.map(({ global, about }) =>
    about === undefined ? global : `${global} (${plainLine(about, ABOUT_CHARS)})`
  );
  const withAbout = named.join(", ");
  const all = withAbout.length <= SERVERS_CHARS
    ? withAbout
    : plainLine(servers.map(({ global }) => global).join(", "), SERVERS_CHARS);
  return [
    `Other servers are globals, too: ${all}. Their tools take one object, e.g. await ` +
    `${
      servers[0]!.global
    }.some_tool({ … }); a wrong name or argument throws with the signature, and ` +
    "calls nothing. tools.servers() tells their state; tools.call(server, tool, args) takes any name.",
  ];
}

/** What programs are about, in a line. */
export function subjects(
  namespaces: readonly NamespaceDefinition[],
  servers: readonly OtherServer[],
): string {
  const all = [
    ...namespaces.map(({ name, subject = name }) => subject),
    ...servers.map(({ global }) => global),
  ];
  return plainLine(all.join(", "), SUBJECTS_CHARS);
}
