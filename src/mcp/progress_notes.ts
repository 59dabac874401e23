import type { Progress } from "../executor/executor.ts";

/** Not more than four notes a second. */
const EVERY_MS = 250;
/** While the user is asked, in milliseconds: clients give up a request that says nothing for a minute. */
const WAITING_MS = 5_000;

/** Sends `progress`, which must grow from note to note, with a message for people. */
export type SendNote = (progress: number, message: string) => Promise<void>;

/** Tells a client how far its program is. */
export class ProgressNotes {
  readonly #send: SendNote;
  #told = performance.now();
  #calls = 0;
  #waits = 0;

  constructor(send: SendNote) {
    this.#send = send;
  }

  update({ calls, current }: Progress): void {
    const now = performance.now();
    this.#calls = calls;
    if (now - this.#told < EVERY_MS) return;
    this.#told = now;
    this.#note(`${calls} calls made${current ? `, ${current} runs` : ""}`);
  }

  /** Goes on telling while the user is asked. */
  async whileAsking<T>(answer: Promise<T>): Promise<T> {
    const timer = setInterval(() => {
      this.#waits++;
      this.#note("Waiting for the user's answer");
    }, WAITING_MS);
    try {
      return await answer;
    } finally {
      clearInterval(timer);
    }
  }

  #note(message: string): void {
    // A client that is gone needs no note.
    this.#send(this.#calls + this.#waits / 1_000, message).catch(() => {});
  }
}
