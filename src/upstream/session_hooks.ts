import type { FormAnswer, ServerForm } from "../api/rules/consent.ts";

/** A folder that the client works in, as MCP's `roots/list` tells it. */
export interface Root {
  readonly uri: string;
  readonly name?: string;
}

/** What a server may ask us or tell us. */
export interface SessionHooks {
  /** Answers `roots/list`; without it we do not say that there are any. */
  readonly roots?: () => Promise<readonly Root[]>;
  /** Hears that the list of tools has changed. */
  readonly onToolsChanged?: () => void;
  /** Answers a form for the user; without it we do not say that there is one. */
  readonly elicit?: Elicit | undefined;
}

/** Shows the user a form of the server. @param signal aborted when the server is gone */
export type Elicit = (form: Omit<ServerForm, "server">, signal: AbortSignal) => Promise<FormAnswer>;
