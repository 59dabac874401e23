/** What a credential's programs may do, as far as it differs from what the command line says. */
export interface Policy {
  /** Programs can change nothing. */
  readonly readOnly?: boolean;
  /** Of the memory, programs can call these methods only. */
  readonly allow?: readonly string[];
  /** Programs cannot call these methods. */
  readonly deny?: readonly string[];
  /** The file with the other servers that they can call, an absolute path. */
  readonly config?: string;
  /** How many requests its tenant may send a minute; the command line's number when left out. */
  readonly requestsAMinute?: number;
}

/** Who sends a request, as its credential says. */
export interface Principal {
  /** Whose memory and servers its programs use. Any text: it is never part of a path. */
  readonly tenant: string;
  /** Names the credential without giving it away: it keeps requests of two credentials apart. */
  readonly credential: string;
  readonly policy: Policy;
}

/** What a request's `Authorization` header was found to be. */
export type Verdict =
  | { readonly type: "known"; readonly principal: Principal }
  /** Nothing was sent that could be looked at. */
  | { readonly type: "missing" }
  /** What was sent is no credential, or none any more. `why` holds nothing of it. */
  | { readonly type: "refused"; readonly why: string }
  /** It is a credential, but not for this: e.g. a scope is missing. */
  | { readonly type: "forbidden"; readonly why: string; readonly scope?: string }
  /** It may be a credential: what says so cannot be reached now. A later try may succeed. */
  | { readonly type: "unavailable"; readonly why: string };

/** Knows who may come in. One for a process. */
export interface Authenticator {
  /**
   * Looks at the `Authorization` header of a request; never throws for what it holds.
   *
   * @param authorization the header's value; `null` where there is none
   */
  authenticate(authorization: string | null): Promise<Verdict>;
  /**
   * What clients learn of where credentials come from (RFC 9728), and where that can be read;
   * left out where credentials are given out by hand.
   */
  readonly resource?: {
    /** The address of the metadata, for `WWW-Authenticate`. */
    readonly metadataUrl: string;
    /** The paths at which it is served. */
    readonly paths: readonly string[];
    readonly metadata: Readonly<Record<string, unknown>>;
    /** For `WWW-Authenticate`. */
    readonly scope?: string;
  };
}
