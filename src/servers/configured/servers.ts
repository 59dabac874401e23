import type { Api, ApiNames, Method, RunMode } from "../../api/method.ts";
import type { NamespaceDefinition } from "../../api/namespace.ts";
import { guardMethods } from "../../api/namespace_rules.ts";
import { Consent } from "../../api/rules/consent.ts";
import { type Permissions, type Verdict, verdict } from "../../api/rules/permissions.ts";
import { bareSignature } from "../../api/types/signature.ts";
import type { ListStore } from "../../upstream/catalogue/list_store.ts";
import type { Offer, ToolHead } from "../../upstream/catalogue/offer.ts";
import type { Root } from "../../upstream/session_hooks.ts";
import { serverGlobals } from "../../upstream/tools/server_names.ts";
import type { ServerEntry } from "../config/server_entry.ts";
import { Catalogue } from "./catalogue.ts";
import { Files } from "./files.ts";
import { Preflight } from "./preflight.ts";
import { ConfiguredServer, type ServerState } from "./server.ts";
import { ToolCall } from "./tool_call.ts";
import { callMethod } from "./tools/call.ts";
import { describeMethod } from "./tools/describe.ts";
import { searchMethod } from "./tools/search.ts";
import { serversMethod } from "./tools/servers.ts";
import { serverTypes, signatureOf } from "./types.ts";

export interface ServersOptions {
  readonly entries: readonly ServerEntry[];
  readonly permissions: Permissions;
  /** What programs can call besides, e.g. the memory. */
  readonly embedded: readonly NamespaceDefinition[];
  /** The folders that the client works in. */
  readonly roots?: () => Promise<readonly Root[]>;
  /** Hears what people should know, with paths and processes. */
  readonly tell: (text: string) => void;
  /** Keeps the lists of their tools for the next start. */
  readonly lists?: ListStore;
}

/** What is known of a server without asking it. */
export interface ServerSummary {
  /** Its name in the config. */
  readonly name: string;
  /** The global of programs. */
  readonly global: string;
  readonly state: ServerState;
  /** How many of its tools programs may call; `undefined` before it was started. */
  readonly tools?: number;
  /** What it is for, in the user's words. */
  readonly about?: string;
  /** Why it cannot be used. */
  readonly error?: string;
}

/** A server as a description of all tells of it. */
export interface OfferedServer {
  /** The global of programs. */
  readonly global: string;
  /** What it is for, in the user's words. */
  readonly about?: string;
  /** Its tools that are not denied; `undefined` when none are known yet. */
  readonly tools?: readonly OfferedTool[];
}

/** A tool as a description of all tells of it: of its server's own words names alone. */
export interface OfferedTool {
  /** As programs write it. */
  readonly name: string;
  /** @returns how it is called, in one line of about as many characters, without values */
  signature(chars: number): string;
}

/** The servers of the user's config. Each is started by itself, on first need. */
export class Servers implements AsyncDisposable {
  readonly permissions: Permissions;
  readonly #servers = new Map<string, ConfiguredServer>();
  /** Names in the config by the globals of programs. */
  readonly #byGlobal = new Map<string, string>();
  readonly #globals: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  /** To judge thousands of tools for each description would block all others. */
  readonly #allowedOf = new WeakMap<Offer, readonly ToolHead[]>();
  /** Hears that other tools are known than before. */
  onListed: () => void = () => {};

  constructor({ entries, permissions, embedded, roots, tell, lists }: ServersOptions) {
    this.permissions = permissions;
    this.catalogue = new Catalogue(this, embedded);
    this.#globals = serverGlobals(
      entries.map(({ name }) => name),
      new Set(embedded.map(({ name }) => name)),
    );
    for (const entry of entries) {
      this.#servers.set(
        entry.name,
        new ConfiguredServer({
          entry,
          tell,
          roots: roots ?? (() => Promise.resolve([])),
          ...(lists === undefined ? {} : { lists }),
          onListed: () => {
            this.catalogue.changed();
            this.onListed();
          },
        }),
      );
      this.#byGlobal.set(this.#globals.get(entry.name)!, entry.name);
    }
  }

  /** Reads what the servers offered at an earlier start. */
  async readLists(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.readList()));
  }

  /** By the names of the config. */
  get all(): ReadonlyMap<string, ConfiguredServer> {
    return this.#servers;
  }

  /** @returns the server that a program calls so: by its name in the config, or by its global */
  find(name: string): ConfiguredServer | undefined {
    return this.#servers.get(name) ?? this.#servers.get(this.#byGlobal.get(name) ?? "");
  }

  globalOf(name: string): string {
    return this.#globals.get(name)!;
  }

  /** @returns what the rules say of a tool */
  judge({ entry }: ConfiguredServer, tool: ToolHead): Verdict {
    return verdict({ ...tool, server: entry.name }, this.permissions);
  }

  summaries(): ServerSummary[] {
    return [...this.#servers.values()].map((server) => {
      const { entry, state, lastError, known } = server;
      const fault = entry.fault && `${entry.fault.what}: ${entry.fault.remedy}`;
      const error = fault ?? lastError;
      return {
        name: entry.name,
        global: this.globalOf(entry.name),
        state,
        ...(known === undefined ? {} : { tools: this.#allowed(server, known).length }),
        ...(entry.description === undefined ? {} : { about: entry.description }),
        ...(error === undefined ? {} : { error }),
      };
    });
  }

  /** What programs can call, in the order of the config; no tools are read for that. */
  offered(): OfferedServer[] {
    return [...this.#servers.values()].filter(({ entry }) => !entry.disabled).map((server) => {
      const { entry, known } = server;
      const tools = known && this.#allowed(server, known).map(({ name: own }) => {
        const name = known.names.writtenOf(own)!;
        return {
          name,
          signature: (chars: number) => bareSignature(name, known.tools.get(own)!, chars),
        };
      });
      return {
        global: this.globalOf(entry.name),
        ...(entry.description === undefined ? {} : { about: entry.description }),
        ...(tools === undefined ? {} : { tools }),
      };
    });
  }

  /** @returns the methods of an embedded namespace, held to the rules of the config */
  guard(namespace: NamespaceDefinition, methods: readonly Method[], consent: Consent): Method[] {
    return guardMethods(namespace, methods, this.permissions, consent);
  }

  /**
   * These servers cannot be copied: in mode `dry` a call that may change something is checked and not made,
   * in mode `atomic` it is refused.
   *
   * @param consent asks the user where the rules want that
   * @returns what one program can call, with the files that it comes across
   */
  forProgram(
    mode: RunMode = "plain",
    consent: Consent = new Consent(undefined, new Set()),
  ): { api: Api; files: Files } {
    const files = new Files();
    if (consent.passOn) { for (const server of this.#servers.values()) server.mayElicit = true; }
    const program = {
      mode,
      consent,
      permissions: this.permissions,
      readFrom: new Set<string>(),
      newFileId: () => files.newId(),
      keep: files.keep.bind(files),
    };
    const callOf = (server: ConfiguredServer, namespace: string, tool: string) =>
      new ToolCall(namespace, tool, server, program);
    const own = [
      searchMethod(this),
      describeMethod(this),
      serversMethod(this),
      callMethod(this, callOf),
    ];
    const names: ApiNames = {
      tools: { own: own.map(({ name }) => name), others: "servers" },
      ...Object.fromEntries(
        [...this.#byGlobal.keys()].map((global) => [global, { own: [], others: "tools" as const }]),
      ),
    };
    const get = (called: string): Method | undefined => {
      const dot = called.indexOf(".");
      const [namespace, name] = [called.slice(0, dot), called.slice(dot + 1)];
      if (namespace === "tools") return own.find((method) => method.name === name)?.make();
      const server = this.#servers.get(this.#byGlobal.get(namespace) ?? "");
      return server && name !== "" ? callOf(server, namespace, name) : undefined;
    };
    const starting = () =>
      [...this.#servers.values()].filter(({ state }) => state === "starting")
        .map(({ entry }) => entry.name);
    const preflight = new Preflight(this, mode, consent);
    const check: Api["check"] = (mentioned, wait) => preflight.check(mentioned, wait);
    const types: Api["types"] = (mentioned) => serverTypes(this, mentioned);
    const signature: Api["signature"] = (called) => signatureOf(this, called);
    const listed: Api["listed"] = (mentioned) => {
      const named = new Set(mentioned.map(({ namespace }) => this.find(namespace)));
      // One that cannot be asked fails the calls.
      return Promise.allSettled([...named].map((server) => server?.offer()));
    };
    return { api: { names, get, check, types, signature, listed, starting }, files };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }

  #allowed(server: ConfiguredServer, offer: Offer): readonly ToolHead[] {
    let allowed = this.#allowedOf.get(offer);
    if (!allowed) {
      allowed = offer.heads.filter((tool) => this.judge(server, tool).kind !== "deny");
      this.#allowedOf.set(offer, allowed);
    }
    return allowed;
  }
}
