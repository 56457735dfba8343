import { MOND_TIME_INTERVAL } from '@gnt/constants';
import type { Clock } from '../common/clock.js';
import type { Logger } from '../common/log.js';
import type { Collector } from './collectors/interface.js';
import type { Switches } from './switches.js';
import { Trouble } from './trouble.js';

/** A switch may change meanwhile: no sleep is longer. */
const LONGEST_MS = MOND_TIME_INTERVAL * 1000;
/** Nobody needs more than ten measurements a second. */
const SHORTEST_MS = 100;

export interface SamplerDependencies {
  readonly switches: Switches;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Has a collector with a history measure in its interval, while it is active, until the signal. */
export async function sample(collector: Collector, deps: SamplerDependencies, signal: AbortSignal): Promise<void> {
  const { switches, clock, log } = deps;
  const trouble = new Trouble(log, 'a measurement failed');
  let due = clock.now();
  while (!signal.aborted) {
    const { active, interval } = switches.of(collector.name);
    if (clock.now() >= due) {
      due = clock.now() + Math.max(interval / 1000, SHORTEST_MS);
      try {
        if (active) await collector.update?.();
        trouble.went(collector.name);
      } catch (err) {
        trouble.failed(collector.name, err);
      }
    }
    const wait = Math.min(Math.max(due - clock.now(), 1), LONGEST_MS);
    await clock.sleep(wait, signal).catch(() => undefined);
  }
}
