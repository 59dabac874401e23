/** One thing that was looked at. */
export interface Finding {
  /** What it is, e.g. `memory file`. */
  readonly about: string;
  /** A fault keeps code-mode from working, or from being safe. */
  readonly state: "ok" | "note" | "fault";
  readonly says: string;
  /** What to do. */
  readonly advice?: string;
}
