import {
  fullName,
  type Mentioned,
  type Obstacle,
  type RunMode,
  type Wait,
} from "../../api/method.ts";
import { refusal } from "../../api/refusal.ts";
import { CANNOT_ASK, type Consent, type NoConsent } from "../../api/rules/consent.ts";
import { notAtomic } from "../../api/run_mode.ts";
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
  readonly #consent: Consent;

  constructor(servers: Servers, mode: RunMode, consent: Consent) {
    this.#servers = servers;
    this.#mode = mode;
    this.#consent = consent;
  }

  /**
   * Starts the servers that are mentioned, all at once; waits for those whose tools it must know. What is
   * certain to be asked is asked now, when nothing has been done yet.
   */
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
    const all = [...obstacles, ...judged.flat()];
    return (all.length > 0 ? all : await this.#ask([...uses.values()].flat(), wait.signal))
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  }

  /** @returns what the user has not consented to */
  async #ask(uses: readonly Use[], signal: AbortSignal): Promise<Obstacle[]> {
    const questions = uses.flatMap((use) => this.#question(use) ?? []);
    if (questions.length === 0) return [];
    const why = await this.#consent.forProgram(questions.map(({ subject }) => subject), signal);
    if (why === undefined) return [];
    return questions.map(({ at, refuse }) => forbidden(at, refuse(why)));
  }

  #question({ at, server, tool }: Use) {
    if (!this.#consent.canAsk || !isNeeded(at) || !at.certain || !server.known) return undefined;
    const found = tool === undefined ? undefined : this.#look(server, tool);
    if (found?.judged.kind !== "ask") return undefined;
    const { judged, method, target, mutates } = found;
    // A dry run does not make the call.
    if (this.#mode === "dry" && mutates) return undefined;
    return {
      at,
      subject: { ...target, called: fullName(method), rule: judged.rule },
      refuse: (why: NoConsent) => refusal(method, judged, target, why),
    };
  }

  /** @returns what the rules say of a tool; `undefined` where there is none of that name */
  #look(server: ConfiguredServer, tool: string) {
    const { names, heads } = server.known!;
    const own = names.resolve(tool);
    const head = heads.find(({ name }) => name === own);
    if (own === undefined || !head) return undefined;
    return {
      judged: this.#servers.judge(server, head),
      method: { namespace: this.#servers.globalOf(server.entry.name), name: names.writtenOf(own)! },
      target: { server: server.entry.name, tool: own },
      mutates: server.mutates(head),
    };
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
    const found = this.#look(server, tool!);
    if (!found) return this.#unknown(at, server, tool!);
    if (!isNeeded(at)) return undefined;
    const { judged, method, target, mutates } = found;
    if (judged.kind === "deny" || judged.kind === "ask" && !this.#consent.canAsk) {
      return forbidden(at, refusal(method, judged, target, CANNOT_ASK));
    }
    return this.#mode === "atomic" && mutates
      ? forbidden(at, notAtomic(method, target))
      : undefined;
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

function forbidden(at: Mentioned, { message, remedy }: UpstreamError): Obstacle {
  return { at, kind: "forbidden", message, ...(remedy === undefined ? {} : { hint: remedy }) };
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
