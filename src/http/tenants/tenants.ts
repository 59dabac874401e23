import type { Principal } from "../../auth/principal.ts";
import { Busy } from "../busy.ts";
import { Rate } from "./rate.ts";

export interface TenantsOptions<T> {
  /** Makes what answers the requests of a credential's tenant, by its policy. */
  readonly open: (principal: Principal) => Promise<T>;
  /** How many requests a tenant may send a minute where its credential does not say. */
  readonly requestsAMinute: number;
  /** How many are kept open. */
  readonly most: number;
  /** How long one is kept open without a request, in milliseconds. */
  readonly idleMs: number;
  /** Hears why one did not end. */
  readonly tell: (about: string, said: string) => void;
}

/** What answers requests, until it is disposed of. */
export interface Use<T> extends Disposable {
  readonly of: T;
}

interface Open<T> {
  readonly of: Promise<T>;
  uses: number;
  idle?: ReturnType<typeof setTimeout>;
}

/** How many tenants' counts are kept; the longest unused is forgotten. */
const MOST_RATES = 10_000;

/**
 * What answers requests, by tenant: made at the first request, ended when there was none for a while. Two
 * credentials of one tenant with two policies have two, on the same memory file.
 */
export class Tenants<T extends AsyncDisposable> implements AsyncDisposable {
  readonly #options: TenantsOptions<T>;
  readonly #open = new Map<string, Open<T>>();
  readonly #rates = new Map<string, Rate>();
  readonly #ending = new Set<Promise<void>>();

  constructor(options: TenantsOptions<T>) {
    this.#options = options;
  }

  /**
   * Counts a request and finds what answers it.
   *
   * @throws {Busy} where the tenant has sent too many, or too many tenants are at work
   * @throws what `open` throws
   */
  async use(principal: Principal): Promise<Use<T>> {
    this.#count(principal);
    const key = JSON.stringify([principal.tenant, principal.policy]);
    const open = this.#open.get(key) ?? this.#begin(key, principal);
    clearTimeout(open.idle);
    open.uses++;
    try {
      return { of: await open.of, [Symbol.dispose]: once(() => this.#release(key, open)) };
    } catch (error) {
      if (this.#open.get(key) === open) this.#open.delete(key); // the next request tries again
      throw error;
    }
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const key of [...this.#open.keys()]) this.#end(key);
    await Promise.all(this.#ending);
  }

  #count({ tenant, policy }: Principal): void {
    const { requestsAMinute } = this.#options;
    const now = performance.now();
    const perMinute = policy.requestsAMinute ?? requestsAMinute;
    const key = JSON.stringify([tenant, perMinute]);
    const rate = this.#rates.get(key) ?? new Rate(perMinute, now);
    this.#rates.delete(key); // the last one in the order is the last used
    this.#rates.set(key, rate);
    if (this.#rates.size > MOST_RATES) this.#rates.delete([...this.#rates.keys()][0]!);
    const seconds = rate.take(now);
    if (seconds > 0) {
      throw new Busy(`Too many requests: try again in ${seconds} s`, seconds);
    }
  }

  #begin(key: string, principal: Principal): Open<T> {
    const { most, open } = this.#options;
    if (this.#open.size >= most) {
      const idle = [...this.#open].find(([, { uses }]) => uses === 0);
      if (!idle) throw new Busy("Too many users are at work: try again in 5 s", 5);
      this.#end(idle[0]);
    }
    const begun: Open<T> = { of: open(principal), uses: 0 };
    begun.of.catch(() => {}); // who waits for it hears of it
    this.#open.set(key, begun);
    return begun;
  }

  #release(key: string, open: Open<T>): void {
    if (--open.uses > 0 || this.#open.get(key) !== open) return;
    // The longest idle one stands first.
    this.#open.delete(key);
    this.#open.set(key, open);
    open.idle = setTimeout(() => this.#end(key), this.#options.idleMs);
    Deno.unrefTimer(open.idle);
  }

  #end(key: string): void {
    const open = this.#open.get(key)!;
    this.#open.delete(key);
    clearTimeout(open.idle);
    const ended = open.of.then((one) => one[Symbol.asyncDispose](), () => {})
      .catch((error) => this.#options.tell("a tenant's processes did not end", String(error)))
      .finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}

function once(done: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) done();
    isDone = true;
  };
}
