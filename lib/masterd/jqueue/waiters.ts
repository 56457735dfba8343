import type { Clock } from '../../common/clock.js';

/** Wakes those who wait for news of a job. */
export class JobWaiters {
  readonly #waiting = new Map<number, Set<() => void>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Wakes everyone who waits for the job. */
  notify(id: number): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const wake of waiting ?? []) wake();
  }

  /** Resolves at the job's next change, or after the time; rejects with the signal's reason. */
  next(id: number, signal: AbortSignal, ms = Infinity): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void) => (): void => {
        this.#waiting.get(id)?.delete(wake);
        if (this.#waiting.get(id)?.size === 0) this.#waiting.delete(id);
        signal.removeEventListener('abort', onAbort);
        stopTimer();
        finish();
      };
      const wake = end(resolve);
      const onAbort = end(() => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('The wait was given up'));
      });
      const stopTimer = ms === Infinity ? (): void => undefined : this.#clock.after(ms, wake);
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      const waiting = this.#waiting.get(id) ?? new Set<() => void>();
      waiting.add(wake);
      this.#waiting.set(id, waiting);
    });
  }
}

/** Resolves when all the tasks have ended, or after the time. */
export async function allEnded(tasks: readonly Promise<unknown>[], clock: Clock, ms: number): Promise<void> {
  if (tasks.length === 0) return;
  const done = new AbortController();
  const late = clock.sleep(ms, done.signal).catch(() => undefined);
  await Promise.race([Promise.all(tasks), late]);
  done.abort();
}
