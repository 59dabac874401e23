import { declarations, methodSignature } from "../../api/declarations.ts";
import { nearest } from "../../api/closest.ts";
import { judge } from "../../api/namespace_rules.ts";
import type { NamespaceDefinition } from "../../api/namespace.ts";
import type { Verdict } from "../../api/rules/permissions.ts";
import { plainLine } from "../../api/types/plain_line.ts";
import { declaration, signature } from "../../api/types/signature.ts";
import { type Entry, ToolIndex } from "../../upstream/catalogue/tool_index.ts";
import type { Offer } from "../../upstream/catalogue/offer.ts";
import type { Tool } from "../../upstream/tools/read_list.ts";
import type { ConfiguredServer } from "./server.ts";
import type { Servers } from "./servers.ts";

/** Longest signature in a list of several, in characters: a model reads eight of them at once. */
const LINE_CHARS = 300;
const SUMMARY_CHARS = 100;
const FULL_CHARS = 4_000;

/** A tool that a program may find: denied ones are not there. */
export interface Found extends Entry {
  readonly server: string;
  readonly tool: Tool;
  /** As programs write it, e.g. `github.create_issue`. */
  readonly called: string;
  readonly judged: Verdict;
  /** The day of its last change, if that was lately. */
  readonly changed?: string | undefined;
  /** Its signature, where that is not made of its schema. */
  readonly written?: string;
}

/** What all servers offer, as far as their lists are known. */
export class Catalogue {
  readonly #servers: Servers;
  readonly #embedded: readonly NamespaceDefinition[];
  /** By what servers offered: to judge thousands of tools for each call would block all others. */
  readonly #toolsOf = new WeakMap<Offer, Found[]>();
  /** Of each embedded namespace; they never change. */
  #methods: Found[][] | undefined;
  #index: Promise<ToolIndex<Found>> | undefined;

  /** @param embedded what is there without a server of the config */
  constructor(servers: Servers, embedded: readonly NamespaceDefinition[]) {
    this.#servers = servers;
    this.#embedded = embedded;
  }

  /** Forgets the index: a server has listed other tools. */
  changed(): void {
    this.#index = undefined;
  }

  /** The tools of a server that are not denied, in the order of its list. */
  toolsOf(server: ConfiguredServer): readonly Found[] {
    const { known, entry } = server;
    if (!known || entry.disabled) return [];
    let tools = this.#toolsOf.get(known);
    if (!tools) this.#toolsOf.set(known, tools = this.#judge(server, known));
    return tools;
  }

  #judge(server: ConfiguredServer, known: Offer): Found[] {
    const global = this.#servers.globalOf(server.entry.name);
    return [...known.tools.values()].flatMap((tool) => {
      const judged = this.#servers.judge(server, tool);
      if (judged.kind === "deny") return [];
      return {
        server: global,
        tool,
        called: `${global}.${known.names.writtenOf(tool.name)!}`,
        judged,
        /** Known when the list is kept, which may be after the tool was found. */
        get changed() {
          return known.changed.get(tool.name);
        },
      };
    });
  }

  /** The tools of a server that may have been meant by a name, the nearest first. */
  near(server: ConfiguredServer, name: string, count: number): Found[] {
    const byName = new Map(
      this.toolsOf(server).map((tool) => [tool.called.slice(tool.server.length + 1), tool]),
    );
    return nearest(name, byName.keys(), count).map((one) => byName.get(one)!);
  }

  #methodsOf({ name, methods, subject = "", contents = "" }: NamespaceDefinition): Found[] {
    return Object.entries(methods).map(([method, definition]) => ({
      server: name,
      tool: {
        name: method,
        description: definition.about ?? definition.tool.replaceAll("_", " "),
        title: `${subject}: ${contents}`,
        inputSchema: {},
      },
      called: `${name}.${method}`,
      judged: judge(name, definition, this.#servers.permissions),
      written: methodSignature(name, method, definition),
    }));
  }

  /** All that is known of an embedded namespace; `undefined` when there is none of that name. */
  declarationsOf(name: string): string | undefined {
    const namespace = this.#embedded.find((one) => one.name === name);
    return namespace && declarations([namespace]);
  }

  /** The tools of each server, and the methods of what is embedded. */
  get lists(): (readonly Found[])[] {
    return [
      ...(this.#methods ??= this.#embedded.map((namespace) => this.#methodsOf(namespace))),
      ...[...this.#servers.all.values()].map((server) => this.toolsOf(server)),
    ];
  }

  /** The index of them, made when it is first asked for. */
  index(): Promise<ToolIndex<Found>> {
    return this.#index ??= ToolIndex.of(this.lists.flat());
  }
}

/** Writes a tool in one line: how it is called, and what for. */
export function lineOf({ called, tool, judged, changed, written }: Found): string {
  const summary = plainLine(firstSentence(tool.description ?? tool.title ?? ""), SUMMARY_CHARS);
  const notes = [
    ...(summary === "" ? [] : [summary]),
    ...(judged.kind === "ask" ? ["needs the user's consent"] : []),
    ...(changed === undefined ? [] : [`changed since ${changed}`]),
  ];
  const line = written ?? signature(called, tool, LINE_CHARS);
  return notes.length === 0 ? line : `${line} // ${notes.join("; ")}`;
}

/** Writes all that is known of a tool. */
export function declarationOf(found: Found): string {
  const { called, tool, judged, changed, written } = found;
  if (written !== undefined) return lineOf(found);
  const notes = [
    ...(judged.kind === "ask"
      ? [`needs the user's consent (rule: ${plainLine(judged.rule, SUMMARY_CHARS)})`]
      : []),
    ...(changed === undefined ? [] : [`changed since ${changed}`]),
  ];
  const note = notes.length === 0 ? "" : `/* ${notes.join("; ")} */\n`;
  return note + declaration(called, tool, FULL_CHARS);
}

/** Of a text that describes a tool: what it is for stands in the first. */
function firstSentence(text: string): string {
  const start = text.trimStart().slice(0, SUMMARY_CHARS * 8);
  return /^[^]*?[.!?](?=\s)|^[^]*?(?=\n\s*\n)/.exec(start)?.[0].replace(/[.:]$/, "") ?? start;
}
