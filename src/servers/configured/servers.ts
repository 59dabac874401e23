import type { Api, ApiNames, Mentioned, Method } from "../../api/method.ts";
import type { NamespaceDefinition } from "../../api/namespace.ts";
import { guardMethods } from "../../api/namespace_rules.ts";
import { type Permissions, verdict } from "../../api/rules/permissions.ts";
import type { Root } from "../../upstream/session.ts";
import { serverGlobals } from "../../upstream/tools/server_names.ts";
import type { ServerEntry } from "../config/server_entry.ts";
import { Files } from "./files.ts";
import { ConfiguredServer, type Offer, type ServerState } from "./server.ts";
import { ToolCall } from "./tool_call.ts";
import { callMethod, serversMethod } from "./tools_namespace.ts";

export interface ServersOptions {
  readonly entries: readonly ServerEntry[];
  readonly permissions: Permissions;
  /** Globals of programs that have another meaning, e.g. `memory`. */
  readonly taken: readonly string[];
  /** The folders that the client works in. */
  readonly roots?: () => Promise<readonly Root[]>;
  /** Hears what people should know, with paths and processes. */
  readonly tell: (text: string) => void;
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

/** The servers of the user's config. Each is started by itself, on first need. */
export class Servers implements AsyncDisposable {
  readonly permissions: Permissions;
  readonly #servers = new Map<string, ConfiguredServer>();
  /** Names in the config by the globals of programs. */
  readonly #byGlobal = new Map<string, string>();
  readonly #globals: ReadonlyMap<string, string>;

  constructor({ entries, permissions, taken, roots, tell }: ServersOptions) {
    this.permissions = permissions;
    this.#globals = serverGlobals(
      entries.map(({ name }) => name),
      new Set(taken),
    );
    for (const entry of entries) {
      this.#servers.set(
        entry.name,
        new ConfiguredServer({ entry, tell, roots: roots ?? (() => Promise.resolve([])) }),
      );
      this.#byGlobal.set(this.#globals.get(entry.name)!, entry.name);
    }
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

  summaries(): ServerSummary[] {
    return [...this.#servers.values()].map((server) => {
      const { entry, state, lastError, known } = server;
      const fault = entry.fault && `${entry.fault.what}: ${entry.fault.remedy}`;
      const error = fault ?? lastError;
      return {
        name: entry.name,
        global: this.globalOf(entry.name),
        state,
        ...(known === undefined ? {} : { tools: this.#allowed(entry.name, known) }),
        ...(entry.description === undefined ? {} : { about: entry.description }),
        ...(error === undefined ? {} : { error }),
      };
    });
  }

  /** @returns the methods of an embedded namespace, held to the rules of the config */
  guard(namespace: NamespaceDefinition, methods: readonly Method[]): Method[] {
    return guardMethods(namespace, methods, this.permissions);
  }

  /** @returns what one program can call, with the files that it comes across */
  forProgram(): { api: Api; files: Files } {
    const files = new Files();
    const program = {
      permissions: this.permissions,
      readFrom: new Set<string>(),
      newFileId: () => files.newId(),
      keep: files.keep.bind(files),
    };
    const callOf = (server: ConfiguredServer, namespace: string, tool: string) =>
      new ToolCall(namespace, tool, server, program);
    const own = [
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
    const mentions = (names: readonly Mentioned[]) => this.#start(names);
    return { api: { names, get, mentions, starting }, files };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }

  /** Starts what a program mentions, together, while its sandbox gets ready; its calls report failures. */
  #start(mentioned: readonly Mentioned[]): void {
    const wanted = new Set(
      mentioned.map(({ namespace, name }) => this.find(namespace === "tools" ? name : namespace)),
    );
    for (const server of wanted) server?.offer().catch(() => {});
  }

  #allowed(server: string, { tools }: Offer): number {
    const allowed = [...tools.values()].filter((tool) =>
      verdict({ ...tool, server }, this.permissions).kind !== "deny"
    );
    return allowed.length;
  }
}
