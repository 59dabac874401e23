import { fileURLToPath } from "node:url";

/** A Deno program in a process of its own, killed when it goes out of scope. */
export class Program implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #buffer = "";

  /** @param url of its module. */
  constructor(url: URL, ...args: string[]) {
    this.child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-prompt", "--no-lock", "--no-check"],
        ...["--allow-read", "--allow-write", "--allow-env", "--allow-run"],
        fileURLToPath(url),
        ...args,
      ],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.#lines = this.child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next line that it prints. @throws when it ends before. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf("\n");
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      const { done, value } = await this.#lines.read();
      if (done) throw new Error("The program ended before it printed the line that was expected");
      this.#buffer += value;
    }
  }

  /** Ends it at once; it gets no chance to tidy up. */
  async kill(): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await this.child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#lines.cancel();
  }
}
