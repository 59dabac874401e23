/**
 * Said as soon as the process runs, before it loads what it needs: behind a wall of the system nothing can
 * be killed for sure before it has said anything.
 */
export const STARTED = "started";

/** The first line of a process that reads strangers' texts: it can be asked now. Only `STARTED` comes before. */
export const READY = "ready";

/** What such a process needs to know at its start; its only argument. */
export interface ReaderSetup {
  /** The longest time for one text, in milliseconds: the process ends itself where the server can't. */
  patienceMs: number;
  /** Memory that the process may use beyond what it uses when it is ready, in bytes. */
  memoryBytes: number;
}
