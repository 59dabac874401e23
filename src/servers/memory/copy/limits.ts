/**
 * The largest memory file that is copied, in bytes: it and what became of it are compared in our memory.
 * Its whole graph would be too long an answer, too.
 */
export const COPY_BYTES = 24 * 2 ** 20;

/** The server of the copies ends after so long without a run, in milliseconds: it takes 43 MB. */
export const COPY_IDLE_MS = 60_000;

/**
 * How many plans are kept, the newest ones, and how long, in milliseconds: a person has seen by then what
 * they hold.
 */
export const PLANS = 5;
export const PLAN_MS = 10 * 60_000;
