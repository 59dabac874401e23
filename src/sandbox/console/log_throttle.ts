import type { LogBudget, LogEntry } from "../../rpc/protocol.ts";
import { bareList, clearTimeout, max, setTimeout } from "../primordials.ts";

/**
 * Hands on entries in their order.
 *
 * @param droppedBefore entries that were left out just before the first of these
 * @param droppedCharacters of their texts
 */
export type SendLog = (
  entries: LogEntry[],
  droppedBefore: number,
  droppedCharacters: number,
) => void;

interface Link {
  entry: LogEntry;
  next: Link | undefined;
}

const INTERVAL_MS = 50;
// A loop that writes empty lines is a flood too.
const ENTRY_CHARS = 16;

/**
 * Lets log entries pass at once, so that they survive a kill, as long as they are no flood. Of a flood it
 * keeps the newest and lets them pass every 50 ms: `for (;;) console.log(x)` must not make the server read
 * gigabytes.
 */
export class LogThrottle {
  #send: SendLog;
  #tail: number;
  #now: () => number;
  #allowance: number;
  #refilledAt: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  // What waits to be sent. Linked, since the oldest go one by one as fast as a loop can write.
  #first: Link | undefined;
  #last: Link | undefined;
  #kept = 0;
  #dropped = 0;
  #droppedCharacters = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(send: SendLog, budget: Pick<LogBudget, "head" | "tail">, now: () => number) {
    this.#send = send;
    this.#tail = budget.tail;
    this.#now = now;
    this.#allowance = budget.head;
    this.#refilledAt = now();
  }

  /** Whether entries wait for the next interval. */
  get waiting(): boolean {
    return this.#first !== undefined;
  }

  push(entry: LogEntry): void {
    const time = this.#now();
    if (time - this.#refilledAt >= INTERVAL_MS) {
      this.#refilledAt = time;
      this.#allowance = max(this.#allowance, this.#tail);
      this.flush();
    }
    const cost = costOf(entry);
    if (this.#first === undefined && cost <= this.#allowance) {
      this.#allowance -= cost;
      const entries = bareList<LogEntry>();
      entries[0] = entry;
      return this.#send(entries, 0, 0);
    }
    const link: Link = { entry, next: undefined };
    if (this.#last) this.#last.next = link;
    else this.#first = link;
    this.#last = link;
    this.#kept += cost;
    while (this.#kept > this.#tail && this.#first !== link) this.#dropFirst();
    // For code that writes no more but goes on; one that never yields ends with what it wrote before.
    this.#timer ??= setTimeout(() => this.flush(), INTERVAL_MS);
  }

  /** Sends what is kept; to be called at the end. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#first === undefined) return;
    const entries = bareList<LogEntry>();
    for (let link: Link | undefined = this.#first; link; link = link.next) {
      entries[entries.length] = link.entry;
    }
    const dropped = this.#dropped;
    const characters = this.#droppedCharacters;
    this.#allowance -= this.#kept;
    this.#first = this.#last = undefined;
    this.#kept = this.#dropped = this.#droppedCharacters = 0;
    this.#send(entries, dropped, characters);
  }

  #dropFirst(): void {
    const { entry, next } = this.#first!;
    this.#first = next;
    this.#kept -= costOf(entry);
    this.#dropped++;
    this.#droppedCharacters += entry.text.length;
  }
}

function costOf(entry: LogEntry): number {
  return entry.text.length + ENTRY_CHARS;
}
