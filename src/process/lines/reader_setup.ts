/** The first line of a process that reads strangers' texts: it can be asked now. */
export const READY = "ready";

/** What such a process needs to know at its start; its only argument. */
export interface ReaderSetup {
  /** The longest time for one text, in milliseconds: the process ends itself where the server can't. */
  patienceMs: number;
  /** Memory that the process may use beyond what it uses when it is ready, in bytes. */
  memoryBytes: number;
}
