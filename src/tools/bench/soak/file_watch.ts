/** Reads a memory file again and again, as another program would, and counts how often it is torn. */
export class FileWatch implements Disposable {
  looks = 0;
  torn = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(readonly path: string) {
    this.#timer = setInterval(() => {
      this.looks++;
      try {
        this.observations();
      } catch {
        this.torn++;
      }
    }, 100);
  }

  /** What is in the file now, by entity. @throws when a line can't be read */
  observations(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const line of Deno.readTextFileSync(this.path).split("\n")) {
      const { name, observations } = JSON.parse(line) as { name: string; observations: string[] };
      found.set(name, observations);
    }
    return found;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
