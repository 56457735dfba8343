import { MOND_CONFIG_TIME_INTERVAL, MOND_TIME_INTERVAL } from '@gnt/constants';
import type { Clock } from '../common/clock.js';
import type { Logger } from '../common/log.js';
import type { Confd } from './node-confd.js';
import { Trouble } from './trouble.js';

/** Whether a collector works, and how often it measures, in microseconds. */
export interface CollectorSwitch {
  readonly active: boolean;
  readonly interval: number;
}

/** What holds for a collector that the cluster says nothing about. */
const DEFAULT: CollectorSwitch = { active: true, interval: MOND_TIME_INTERVAL * 1e6 };

function readSwitches(answer: unknown): Map<string, CollectorSwitch> {
  if (typeof answer !== 'object' || answer === null) throw new Error('confd gave no switches of collectors');
  return new Map(
    Object.entries(answer).flatMap(([name, row]: [string, Partial<CollectorSwitch> | null]) =>
      typeof row?.active === 'boolean' && typeof row.interval === 'number'
        ? [[name, { active: row.active, interval: row.interval }]]
        : [],
    ),
  );
}

export interface SwitchesDependencies {
  readonly confd: Confd;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The cluster's switches of the collectors, asked for again and again; the last answer holds until there is another. */
export class Switches {
  readonly #deps: SwitchesDependencies;
  readonly #trouble: Trouble;
  #known = new Map<string, CollectorSwitch>();

  constructor(deps: SwitchesDependencies) {
    this.#deps = deps;
    this.#trouble = new Trouble(deps.log, 'confd does not tell which collectors are active; what is known holds');
  }

  of(name: string): CollectorSwitch {
    return this.#known.get(name) ?? DEFAULT;
  }

  /** Asks once. */
  async refresh(): Promise<void> {
    try {
      this.#known = readSwitches(await this.#deps.confd.ask('REQ_DATA_COLLECTORS', null));
      this.#trouble.went('confd');
    } catch (err) {
      this.#trouble.failed('confd', err);
    }
  }

  /** Asks in intervals until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    const pause = (): Promise<boolean> =>
      this.#deps.clock.sleep(MOND_CONFIG_TIME_INTERVAL * 1000, signal).then(
        () => true,
        () => false,
      );
    while (await pause()) await this.refresh();
  }
}
