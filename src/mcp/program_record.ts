import { Buffer } from "node:buffer";
import type { RunMode } from "../api/method.ts";
import type { Answer, Ask } from "../api/rules/consent.ts";
import { plainLine } from "../api/types/plain_line.ts";
import type { HostExecution } from "../host/host.ts";

/** What one request did, without its data: for people who want to know afterwards. */
export interface ProgramRecord {
  /** When it was answered, in ISO 8601. */
  readonly at: string;
  /** The client, as it names itself. */
  readonly client: string;
  readonly mode: RunMode | "apply";
  /** The beginning of the SHA-256 of the program's text: the same program has the same. */
  readonly program?: string;
  /** `ok`, or the kind of the error. */
  readonly outcome: string;
  /** From the request to the answer. */
  readonly ms: number;
  /** Calls by method; of other servers by `server.tool`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Whether an atomic program's changes, or a plan, were written. */
  readonly committed?: boolean;
  /** What the user was asked, and said. */
  readonly consents?: readonly ConsentRecord[];
}

export interface ConsentRecord {
  readonly tools: readonly string[];
  readonly answer: Answer;
  /** The beginning of the SHA-256 of the arguments that the user was shown, as JSON. */
  readonly args?: string;
}

const NAME_CHARS = 80;
/** More methods, and more questions, are left out: programs make up names. */
const MOST = 50;
const DIGEST_CHARS = 16;

/** Notes what the user is asked during one request. */
export class AskNotes {
  readonly #consents: Promise<ConsentRecord>[] = [];

  /** @returns `ask`, whose answers are noted */
  noted(ask: Ask): Ask {
    return async (question, signal) => {
      const answer = await ask(question, signal);
      if (this.#consents.length < MOST) this.#consents.push(consent(question, answer));
      return answer;
    };
  }

  get consents(): Promise<ConsentRecord[]> {
    return Promise.all(this.#consents);
  }
}

/** @returns what is to be known of a request that was answered */
export async function programRecord(
  { outcome, byMethod, timing }: HostExecution,
  { client, mode, code, asked }: {
    readonly client: string;
    readonly mode: RunMode | "apply";
    readonly code?: string;
    readonly asked: AskNotes;
  },
): Promise<ProgramRecord> {
  const calls = Object.entries(byMethod).slice(0, MOST)
    .map(([name, count]) => [plainLine(name, NAME_CHARS), count]);
  const { committed, error } = outcome;
  const consents = await asked.consents;
  return {
    at: new Date().toISOString(),
    client: plainLine(client, NAME_CHARS),
    mode,
    ...(code === undefined ? {} : { program: await digest(code) }),
    outcome: error?.kind ?? "ok",
    ms: Math.round(timing.totalMs),
    calls: Object.fromEntries(calls),
    ...(committed === undefined ? {} : { committed }),
    ...(consents.length === 0 ? {} : { consents }),
  };
}

async function consent(
  { tools, args }: Parameters<Ask>[0],
  answer: Answer,
): Promise<ConsentRecord> {
  return {
    tools: tools.slice(0, MOST).map((tool) => plainLine(tool, NAME_CHARS)),
    answer,
    ...(args ? { args: await digest(JSON.stringify(args.value) ?? "") } : {}),
  };
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(hash).toString("hex").slice(0, DIGEST_CHARS);
}
