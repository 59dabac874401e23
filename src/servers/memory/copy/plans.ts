import { Buffer } from "node:buffer";
import { PLAN_MS, PLANS } from "./limits.ts";
import type { WriteLock } from "../lock/write_lock.ts";
import type { Summary } from "./changes.ts";
import type { CopyRun } from "./copy_run.ts";
import { type Content, readContent, removeNow, replaceIfSame } from "./real_file.ts";
import type { Spare } from "./spare.ts";

/** What a dry run would have written, kept for a while. */
interface Plan {
  /** The memory file as it would be. */
  readonly file: string;
  /** SHA-256 of the file that the dry run copied; `undefined` where there was none. */
  readonly base: Promise<string | undefined>;
  readonly changes: Summary;
  readonly place: Disposable;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What became of a plan that was to be written. */
export type Applied =
  | { readonly type: "written"; readonly changes: Summary }
  | { readonly type: "changed" | "unknown" | "applied" };

/** No 0, 1, l or o: people read them aloud. */
const LETTERS = "23456789abcdefghijkmnpqrstuvwxyz";
const ID_CHARS = 8;
/** Ids of plans that were written, so that a second try hears that. */
const REMEMBERED = 100;

/** The plans of dry runs. They are few, private, and written once. */
export class Plans implements Disposable {
  readonly #spare: Spare;
  readonly #plans = new Map<string, Plan>();
  readonly #applied = new Set<string>();

  constructor(spare: Spare) {
    this.#spare = spare;
  }

  /** Keeps what a run has changed. @returns the plan's id, which cannot be guessed */
  async keep(run: CopyRun, changes: Summary): Promise<string> {
    const id = newId();
    const file = (await this.#spare.folder()).file(`plan-${id}.jsonl`);
    const base = digest(await run.keep(file)); // the answer does not wait for it
    const place = this.#spare.forPlan(); // so far the run has kept the folder
    const timer = setTimeout(() => this.#drop(id), PLAN_MS);
    Deno.unrefTimer(timer);
    this.#plans.set(id, { file, base, changes, place, timer });
    for (const old of [...this.#plans.keys()].slice(0, -PLANS)) this.#drop(old);
    return id;
  }

  /**
   * Writes a plan, if the memory is still what its dry run copied.
   *
   * @param lock of the memory file
   * @throws {MemoryFileError | OwnerNotKept | LockUnavailable} when it cannot be written: it is kept
   */
  async apply(id: string, memoryFile: string, lock: WriteLock): Promise<Applied> {
    const plan = this.#plans.get(id);
    if (!plan) return { type: this.#applied.has(id) ? "applied" : "unknown" };
    using _permit = await lock.acquire(undefined);
    const now = await readContent(memoryFile);
    if (await digest(now) !== await plan.base || !replaceIfSame(memoryFile, plan.file, now)) {
      return { type: "changed" };
    }
    this.#applied.add(id);
    if (this.#applied.size > REMEMBERED) this.#applied.delete([...this.#applied][0]!);
    this.#drop(id);
    return { type: "written", changes: plan.changes };
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#plans.keys()]) this.#drop(id);
  }

  #drop(id: string): void {
    const plan = this.#plans.get(id);
    if (!plan) return;
    this.#plans.delete(id);
    clearTimeout(plan.timer);
    removeNow(plan.file);
    plan.place[Symbol.dispose]();
  }
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_CHARS));
  return [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

async function digest(content: Content): Promise<string | undefined> {
  if (content === undefined) return undefined;
  const hash = await crypto.subtle.digest("SHA-256", content);
  return Buffer.from(hash).toString("hex");
}
