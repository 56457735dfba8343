/** Time as the engine sees it; handed in so that a simulation can replay it (decision 9). */
export interface Clock {
  /** Milliseconds since the epoch, with fractions. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fn` once after `ms`; the result cancels it. Does not keep the process alive. */
  after(ms: number, fn: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const reason = (): Error => (signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      if (signal?.aborted) {
        reject(reason());
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(reason());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Seconds since the epoch as a float, as config.data keeps ctime and mtime. */
export function epochSeconds(clock: Clock): number {
  return Math.round(clock.now() * 1000) / 1e6;
}

/** [seconds, microseconds], as job files keep times. */
export function splitTime(clock: Clock): [number, number] {
  const micros = Math.round(clock.now() * 1000);
  return [Math.floor(micros / 1e6), micros % 1e6];
}
