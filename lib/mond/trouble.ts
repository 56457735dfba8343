import type { Logger } from '../common/log.js';

/** Tells of what fails again and again once, when it begins, and once more when it is over: logs must not grow by it. */
export class Trouble {
  readonly #log: Logger;
  readonly #message: string;
  readonly #failing = new Set<string>();

  constructor(log: Logger, message: string) {
    this.#log = log;
    this.#message = message;
  }

  /** Something failed. */
  failed(what: string, err: unknown): void {
    if (this.#failing.has(what)) this.#log.debug({ err, what }, this.#message);
    else this.#log.warn({ err, what }, this.#message);
    this.#failing.add(what);
  }

  /** It went well. */
  went(what: string): void {
    if (this.#failing.delete(what)) this.#log.info({ what, trouble: this.#message }, 'works again');
  }
}
