import { hasWall } from "./spawn_in.ts";

/** What can be killed. */
type Killable = Pick<Deno.ChildProcess, "kill" | "status">;

/** The longest time that a child takes to start on a busy machine, in milliseconds. */
const START_MS = 5_000;

/**
 * Kills a child, whole. bubblewrap that is killed before it has asked the kernel that what is inside of it
 * dies with it leaves that behind (containers/bubblewrap#633). So one that has said nothing yet is only
 * told, by the end of its input, and is killed as soon as it speaks: until then our own program starts in
 * it, and no stranger's text is there.
 */
export class Killer {
  #child: Killable;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #isWhole: boolean;
  #isWanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param stdin the writer of the child's stdin */
  constructor(child: Killable, stdin: WritableStreamDefaultWriter<Uint8Array>) {
    this.#child = child;
    this.#stdin = stdin;
    this.#isWhole = !hasWall(child);
    const stop = () => {
      clearTimeout(this.#timer);
      this.#isWhole = true; // it cannot leave anything behind any more
    };
    child.status.then(stop, stop);
  }

  /** To be called at the child's first words. */
  heard(): void {
    if (this.#isWhole) return;
    this.#isWhole = true;
    if (this.#isWanted) this.#kill();
  }

  /** Kills it, or has it killed as soon as that can be done. What was still to be written is dropped. */
  kill(): void {
    this.#stdin.abort(new Error("The process was killed")).catch(() => {}); // closed before, or broken
    if (this.#isWhole) return this.#kill();
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#timer = setTimeout(() => this.#kill(), START_MS);
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It is dead already: Deno refuses to signal a process that has been reaped.
    }
  }
}
