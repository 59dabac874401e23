/** The longest body, in bytes: a program has at most 256 KiB, and JSON escapes may double it. */
export const BODY_BYTES = 2 * 2 ** 20;

/** How long a client may take to send it, in milliseconds: one that never ends would keep its connection for good. */
export const BODY_MS = 30_000;

/** An SSE stream that says nothing for longer is ended by proxies, many of them after a minute; in milliseconds. */
export const KEEP_ALIVE_MS = 15_000;

/** The longest header that names a session, in characters. */
export const SESSION_CHARS = 100;
