/** An abort signal that counts its listeners. */
export class WatchedSignal {
  listeners = 0;
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      this.listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      this.listeners--;
      remove(...args);
    };
  }
}
