import { type Verdict, verdict } from "../../api/rules/permissions.ts";
import { plainLine } from "../../api/types/plain_line.ts";
import { signature } from "../../api/types/signature.ts";
import { redact } from "../../servers/config/redact.ts";
import type { ConfiguredServer } from "../../servers/configured/server.ts";
import { Servers } from "../../servers/configured/servers.ts";
import type { Offer as Tools } from "../../upstream/catalogue/offer.ts";
import type { Tool } from "../../upstream/tools/read_list.ts";
import type { Offer } from "../settings/offer.ts";
import { remedyFor } from "./remedy.ts";

/** A tool of a server, and what the rules say of it. */
export interface SurveyedTool {
  /** Its own name. */
  readonly name: string;
  /** As programs call it, in one line. */
  readonly signature: string;
  readonly judged: Verdict;
  readonly tool: Tool;
  /** The name that programs write. */
  readonly written: string;
}

/** What became of the start of a server. Texts are in one line and without secrets. */
export interface SurveyedServer {
  readonly name: string;
  /** The global of programs. */
  readonly global: string;
  readonly state: "works" | "failed" | "disabled";
  readonly about?: string;
  readonly readOnly: boolean;
  readonly private: boolean;
  /** From its start to the end of its list, in milliseconds. */
  readonly ms?: number;
  readonly tools: readonly SurveyedTool[];
  /** Tools whose names another has as well. */
  readonly renamed: readonly { readonly own: string; readonly written: string }[];
  /** Its tools that are new or have changed lately, with the days; as programs write them. */
  readonly changed: Readonly<Record<string, string>>;
  /** What of its list was left out and why. */
  readonly refusals: readonly string[];
  /** Why it does not work, and what to do. */
  readonly reason?: string;
  readonly remedy?: string;
}

export interface SurveyOptions {
  /** What the flags and the config offer. */
  readonly offer: Offer;
  /** Names of servers or their globals; all when left out. */
  readonly names?: readonly string[];
  /** Hears of the servers that are starting. */
  readonly onStarting?: (names: readonly string[]) => void;
  /** How long a server may take to start and to list its tools, in milliseconds. */
  readonly limitMs?: number;
}

/** `npx` may have to download a server first. */
const LIMIT_MS = 60_000;
const TEXT_CHARS = 500;
const SIGNATURE_CHARS = 400;

/**
 * Starts servers of the config side by side, asks for their tools, and ends them.
 *
 * @returns them in the order of the config
 */
export async function survey(
  { offer, names, onStarting = () => {}, limitMs = LIMIT_MS }: SurveyOptions,
): Promise<SurveyedServer[]> {
  const { servers: config, namespaces } = offer;
  if (!config) return [];
  await using servers = new Servers({ ...config, embedded: namespaces, tell: () => {} });
  const wanted = names
    ? new Set(names.map((name) => servers.find(name)))
    : new Set(servers.all.values());
  const starting = new Set<string>();
  const tell = () => onStarting([...starting]);
  const all = [...servers.all.values()].filter((server) => wanted.has(server));
  return await Promise.all(all.map(async (server) => {
    starting.add(server.entry.name);
    tell();
    try {
      return await look(server, servers, limitMs);
    } finally {
      starting.delete(server.entry.name);
      tell();
    }
  }));
}

async function look(
  server: ConfiguredServer,
  servers: Servers,
  limitMs: number,
): Promise<SurveyedServer> {
  const { entry } = server;
  const { permissions } = servers;
  const plain = (text: string) => plainLine(redact(text, entry), TEXT_CHARS);
  const policy = permissions.servers.get(entry.name);
  const known = {
    name: entry.name,
    global: servers.globalOf(entry.name),
    ...(entry.description === undefined ? {} : { about: plain(entry.description) }),
    readOnly: permissions.readOnly || policy?.readOnly === true,
    private: policy?.private === true,
    tools: [],
    renamed: [],
    changed: {},
    refusals: [],
  };
  if (entry.disabled) return { ...known, state: "disabled" };
  if (entry.fault) {
    const { path, line, what, remedy } = entry.fault;
    const reason = `${path}${line === undefined ? "" : `, line ${line}`}: ${what}`;
    return { ...known, state: "failed", reason: plain(reason), remedy: plain(remedy) };
  }
  const startedAt = performance.now();
  try {
    const offer = await within(server.offer(), limitMs);
    const ms = Math.round(performance.now() - startedAt);
    await server.listKept;
    const { tools, names, refusals, changed } = offer;
    return {
      ...known,
      state: "works",
      ms,
      tools: [...tools.values()].map((tool) => {
        const written = names.writtenOf(tool.name)!;
        return {
          name: tool.name,
          written,
          signature: signature(written, tool, SIGNATURE_CHARS),
          judged: verdict({ ...tool, server: entry.name }, permissions),
          tool,
        };
      }),
      renamed: names.renamed,
      changed: Object.fromEntries([...changed].map(([own, day]) => [names.writtenOf(own)!, day])),
      refusals: refusals.map(plain),
    };
  } catch (error) {
    const reason = (error as Error).message.replace(`${entry.name} did not start: `, "");
    const remedy = remedyFor(error as Error, entry.name, (name) => Deno.env.has(name));
    return { ...known, state: "failed", reason: plain(reason), remedy: plain(remedy) };
  }
}

/** @throws {Error} when nothing came of it in time */
async function within(offer: Promise<Tools>, limitMs: number): Promise<Tools> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`it did not list its tools within ${limitMs / 1_000} s`)),
    limitMs,
  );
  try {
    return await Promise.race([offer, late]);
  } finally {
    clearTimeout(timer);
  }
}
