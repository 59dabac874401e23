/**
 * Pairs of objects that are taken to be alike while they are being compared: cycles come to an end,
 * and what is shared is compared once.
 */
export class Pairs {
  readonly #alike = new Map<object, Set<object>>();
  readonly #order: [object, object][] = [];

  /** @returns whether `a` and `b` are alike: known already, or else what `compare` says. */
  settle(a: object, b: object, compare: () => boolean): boolean {
    const partners = this.#alike.get(a) ?? new Set();
    if (partners.has(b)) return true;
    this.#alike.set(a, partners.add(b));
    const since = this.#order.push([a, b]) - 1;
    if (compare()) return true;
    // What was found since may rest on this pair, so it falls with it.
    for (const [one, other] of this.#order.splice(since)) this.#alike.get(one)?.delete(other);
    return false;
  }
}
