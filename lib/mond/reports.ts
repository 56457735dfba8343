import type { Clock } from '../common/clock.js';
import type { Logger } from '../common/log.js';
import type { Collector } from './collectors/interface.js';
import { failureData, reportText } from './report.js';
import type { Switches } from './switches.js';
import { Trouble } from './trouble.js';

export interface ReportsDependencies {
  readonly collectors: readonly Collector[];
  readonly switches: Switches;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Makes the reports. Requests at the same time share one collection. */
export class Reports {
  readonly #deps: ReportsDependencies;
  readonly #running = new Map<string, Promise<string>>();
  readonly #trouble: Trouble;

  constructor(deps: ReportsDependencies) {
    this.#deps = deps;
    this.#trouble = new Trouble(deps.log, 'a report failed');
  }

  /** The collectors that are switched on. */
  get active(): Collector[] {
    return this.#deps.collectors.filter((c) => this.#deps.switches.of(c.name).active);
  }

  /** The active collector of a category and a name. */
  find(category: string, name: string): Collector | undefined {
    return this.active.find((c) => c.row.category === category && c.name === name);
  }

  /** The report of one; throws when it fails. */
  one(collector: Collector): Promise<string> {
    const running = this.#running.get(collector.name);
    if (running) return running;
    const made = this.#make(collector).finally(() => this.#running.delete(collector.name));
    this.#running.set(collector.name, made);
    return made;
  }

  /** The reports of all that are active; one that fails says so in its own and leaves the others alone. */
  async all(): Promise<string> {
    const reports = this.active.map((collector) =>
      this.one(collector).catch((error: unknown) =>
        reportText(collector.name, collector.row, this.#deps.clock.now(), failureData(collector.row, error)),
      ),
    );
    return `[${(await Promise.all(reports)).join(',')}]`;
  }

  async #make(collector: Collector): Promise<string> {
    try {
      const data = await collector.collect();
      this.#trouble.went(collector.name);
      return reportText(collector.name, collector.row, this.#deps.clock.now(), data);
    } catch (err) {
      this.#trouble.failed(collector.name, err);
      throw err;
    }
  }
}
