import type { Progress } from "../executor/executor.ts";

/** Not more than four notes a second. */
const EVERY_MS = 250;
/** While there is nothing new, in milliseconds: clients give up a request that says nothing for a minute. */
const WAITING_MS = 5_000;

/** Sends `progress`, which must grow from note to note, with a message for people. */
export type SendNote = (progress: number, message: string) => Promise<void>;

/** Tells a client how far its program is, until it is disposed of: also where it only computes, or waits. */
export class ProgressNotes implements Disposable {
  readonly #send: SendNote;
  readonly #timer: ReturnType<typeof setInterval>;
  #told = performance.now();
  #calls = 0;
  #waits = 0;
  #questions = 0;

  /** @param waitingMs how long nothing may be said */
  constructor(send: SendNote, waitingMs: number = WAITING_MS) {
    this.#send = send;
    this.#timer = setInterval(() => {
      this.#waits++;
      this.#note(
        this.#questions > 0
          ? "Waiting for the user's answer"
          : `${this.#calls} calls made, still running`,
      );
    }, waitingMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  update({ calls, current }: Progress): void {
    const now = performance.now();
    this.#calls = calls;
    if (now - this.#told < EVERY_MS) return;
    this.#told = now;
    this.#note(`${calls} calls made${current ? `, ${current} runs` : ""}`);
  }

  /** Says meanwhile that it is the user who is waited for. */
  async whileAsking<T>(answer: Promise<T>): Promise<T> {
    this.#questions++;
    try {
      return await answer;
    } finally {
      this.#questions--;
    }
  }

  #note(message: string): void {
    // A client that is gone needs no note.
    this.#send(this.#calls + this.#waits / 1_000, message).catch(() => {});
  }
}
