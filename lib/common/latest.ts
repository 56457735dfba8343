/** Runs an action one at a time; all who ask while it runs share the next run, which begins after they asked. */
export class Latest {
  readonly #act: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(act: () => Promise<void>) {
    this.#act = act;
  }

  /** Resolves when a run that began after this call has ended. */
  run(): Promise<void> {
    if (!this.#running) return this.#start();
    const again = (): Promise<void> => {
      this.#next = undefined;
      return this.run();
    };
    return (this.#next ??= this.#running.then(again, again));
  }

  #start(): Promise<void> {
    const running = this.#act().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
