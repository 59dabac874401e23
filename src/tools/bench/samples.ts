/** Times of the same work, in milliseconds. */
export class Samples {
  readonly #sorted: number[];

  /** @throws {RangeError} when there are none */
  constructor(values: readonly number[]) {
    if (values.length === 0) throw new RangeError("Cannot take the median of no samples");
    this.#sorted = values.toSorted((a, b) => a - b);
  }

  get median(): number {
    const half = this.#sorted.length / 2;
    return (this.#sorted[Math.ceil(half) - 1]! + this.#sorted[Math.floor(half)]!) / 2;
  }

  get least(): number {
    return this.#sorted[0]!;
  }

  /** What all but one of twenty take at most. */
  get p95(): number {
    return this.#sorted[Math.ceil(this.#sorted.length * 0.95) - 1]!;
  }

  get most(): number {
    return this.#sorted.at(-1)!;
  }

  get count(): number {
    return this.#sorted.length;
  }
}

/**
 * Takes times of several kinds of work in turns, so that whatever else the machine does hits all alike.
 *
 * @param rounds how often each is timed
 * @param works each gets the round's number, from 0
 * @param options.restMs pause before each, in which what the one before left to be done in the background is done
 * @param options.warmUp rounds before that, with negative numbers: what runs first is slower
 */
export async function sideBySide<Name extends string>(
  rounds: number,
  works: Record<Name, (round: number) => Promise<unknown>>,
  { restMs = 0, warmUp = 0 } = {},
): Promise<Record<Name, Samples>> {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      if (restMs > 0) await rest(restMs);
      const start = performance.now();
      await works[name](round);
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, new Samples(times[name])]),
  ) as Record<Name, Samples>;
}

/** Does nothing for so long. */
export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
