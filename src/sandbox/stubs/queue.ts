interface Link<T> {
  value: T;
  next: Link<T> | undefined;
}

/** First in, first out, in constant time; without an array's methods, which a program can replace. */
export class Queue<T> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  push(value: T): void {
    const link: Link<T> = { value, next: undefined };
    if (this.#last) this.#last.next = link;
    else this.#first = link;
    this.#last = link;
    this.#size++;
  }

  /** Takes the first out. */
  shift(): void {
    if (!this.#first) return;
    this.#first = this.#first.next;
    if (!this.#first) this.#last = undefined;
    this.#size--;
  }
}
