import { queueMicrotask } from "../primordials.ts";

/** Lines of one turn go out as one message. */
export class Outbox {
  #text = "";
  #write: (text: string) => void;

  /** @param write sends lines, joined by line feeds */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add(line: string): void {
    if (this.#text === "") queueMicrotask(() => this.flush());
    this.#text += this.#text === "" ? line : "\n" + line;
  }

  flush(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    try {
      this.#write(text);
    } catch (error) {
      // Where the code has used up the stack nothing has gone out: the end of the turn tries again.
      this.#text = this.#text === "" ? text : text + "\n" + this.#text;
      throw error;
    }
  }
}
