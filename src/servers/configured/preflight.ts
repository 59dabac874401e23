import type { Mentioned, Obstacle, RunMode, Wait } from "../../api/method.ts";
import { refusal } from "../../api/refusal.ts";
import { notAtomic } from "../../api/rules/run_mode.ts";
import { UpstreamError } from "../../api/upstream_error.ts";
import { lineOf } from "./catalogue.ts";
import type { ConfiguredServer } from "./server.ts";
import type { Servers } from "./servers.ts";
import { unknownServer } from "./tools/call.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** Signatures of tools that may have been meant. */
const NEAR = 5;

/** A tool that a program mentions. */
interface Use {
  readonly at: Mentioned;
  readonly server: ConfiguredServer;
  /** Its name in any spelling; `undefined` where only the server is named. */
  readonly tool: string | undefined;
}

/**
 * Looks at what a program mentions before it runs: an unknown name in its last line is found before its
 * first line has written anything.
 */
export class Preflight {
  readonly #servers: Servers;
  readonly #mode: RunMode;

  constructor(servers: Servers, mode: RunMode) {
    this.#servers = servers;
    this.#mode = mode;
  }

  /** Starts the servers that are mentioned, all at once; waits for those whose tools it must know. */
  async check(mentioned: readonly Mentioned[], wait: Wait): Promise<Obstacle[]> {
    const obstacles: Obstacle[] = [];
    const uses = new Map<ConfiguredServer, Use[]>();
    for (const at of mentioned) {
      const found = this.#find(at);
      if (!found) continue;
      if ("message" in found) obstacles.push(found);
      else if (uses.has(found.server)) uses.get(found.server)!.push(found);
      else uses.set(found.server, [found]);
    }
    const judged = await Promise.all(
      [...uses].map(([server, of]) => this.#judge(server, of, wait)),
    );
    return [...obstacles, ...judged.flat()]
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  }

  #find(at: Mentioned): Use | Obstacle | undefined {
    const { namespace, name, next, texts = [] } = at;
    if (namespace !== "tools") {
      const server = this.#servers.find(namespace);
      return server && { at, server, tool: name };
    }
    const [asked, tool] = name === "call" ? texts : [OWN.has(name) ? undefined : name, next];
    if (asked === undefined) return undefined;
    const server = this.#servers.find(asked);
    if (server) return { at, server, tool };
    if (!isNeeded(at)) return undefined;
    return { at, kind: "unknown", message: unknownServer(asked, this.#servers).message };
  }

  async #judge(
    server: ConfiguredServer,
    uses: readonly Use[],
    { signal, timeoutMs }: Wait,
  ): Promise<Obstacle[]> {
    const named = uses.filter(({ at, tool }) => isNamed(at) && tool !== undefined);
    const needed = named.filter(({ at }) => isNeeded(at));
    const { disabled, fault } = server.entry;
    const obstacles = server.known ? this.#obstacles(named) : needed;
    if (obstacles.length === 0 && !(needed.length > 0 && (disabled || fault))) {
      server.offer().catch(() => {}); // Its calls report the failure.
      return [];
    }
    // What was kept may be old: it lets a program pass, and alone it stops none.
    try {
      await unlessAborted(server.offerWithin(Math.min(timeoutMs, server.callMs)), signal);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const { message, remedy } = error;
      const hint = remedy === undefined ? {} : { hint: remedy };
      return needed.slice(0, 1).map(({ at }) => ({ at, kind: "unavailable", message, ...hint }));
    }
    return this.#obstacles(named);
  }

  #obstacles(uses: readonly Use[]): Obstacle[] {
    return uses.flatMap((use) => this.#obstacle(use) ?? []);
  }

  #obstacle({ at, server, tool }: Use): Obstacle | undefined {
    const { names, heads } = server.known!;
    const global = this.#servers.globalOf(server.entry.name);
    const own = names.resolve(tool!);
    if (own === undefined) return this.#unknown(at, server, tool!);
    if (!isNeeded(at)) return undefined;
    const head = heads.find(({ name }) => name === own)!;
    const judged = this.#servers.judge(server, head);
    const method = { namespace: global, name: names.writtenOf(own)! };
    const target = { server: server.entry.name, tool: own };
    const isAtomic = this.#mode === "atomic" && server.mutates(head);
    if (judged.kind === "allow" && !isAtomic) return undefined;
    const { message, remedy } = judged.kind === "allow"
      ? notAtomic(method, target)
      : refusal(method, judged, target);
    return { at, kind: "forbidden", message, ...(remedy === undefined ? {} : { hint: remedy }) };
  }

  #unknown(at: Mentioned, server: ConfiguredServer, asked: string): Obstacle | undefined {
    // `github.toString()` and the like exist, if to no purpose.
    if (asked in Object.prototype) return undefined;
    const global = this.#servers.globalOf(server.entry.name);
    const { catalogue } = this.#servers;
    return {
      at,
      kind: "unknown",
      message: `${global} has no tool "${asked}"`,
      // Read of the first obstacle only: to look for what is near takes milliseconds.
      get hint() {
        const near = catalogue.near(server, asked, NEAR).map(lineOf);
        return near.length > 0
          ? `Did you mean ${near.join("\nor ")}`
          : `tools.search("what to do", { server: "${global}" }) finds its tools`;
      },
    };
  }
}

/** Methods of `tools` itself. */
const OWN = new Set(["search", "describe", "servers", "call"]);

/** Whether the program calls it: that there is no such tool is not for a `catch`, but a slip. */
function isNamed({ called, tried, guarded }: Mentioned): boolean {
  return (called || tried === true) && !guarded;
}

/** Whether the program cannot do without: it neither asks whether it is there nor catches its failure. */
function isNeeded({ called, handled, guarded }: Mentioned): boolean {
  return called && !handled && !guarded;
}
