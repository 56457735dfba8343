import { reasonsOf } from './filter-predicates.js';
import type { Candidate } from './interface.js';
import type { QueuedJob } from './job.js';

/** Places in named buckets, some of which may already be overfull. */
export class Slots {
  readonly #limits: Map<string, number>;
  readonly #taken = new Map<string, number>();

  constructor(limits: Iterable<readonly [string, number]>) {
    this.#limits = new Map(limits);
  }

  /** Counts places as taken, however many there are. */
  occupy(names: readonly string[]): void {
    for (const name of names) this.#taken.set(name, (this.#taken.get(name) ?? 0) + 1);
  }

  /** Takes a place in each of the buckets when all of them have one. */
  take(names: readonly string[]): boolean {
    const free = (name: string): boolean => (this.#taken.get(name) ?? 0) < (this.#limits.get(name) ?? 0);
    if (!names.every(free)) return false;
    this.occupy(names);
    return true;
  }
}

const LIMIT = /^rate-limit:([^:]*)(:.*)?$/s;

/** The buckets that the job's reasons put it in, with their sizes: "rate-limit:3:backup" is one of 3 places. */
export function reasonLimits(job: Pick<QueuedJob, 'ops'>): Map<string, number> {
  const found = new Map<string, number>();
  for (const { input } of job.ops) {
    for (const [, reason] of reasonsOf(input)) {
      const [, size = '', rest = ''] = (typeof reason === 'string' ? LIMIT.exec(reason) : null) ?? [];
      if (/^\s*\d+\s*$/.test(size) && Number(size) > 0) found.set(size + rest, Number(size));
    }
  }
  return found;
}

/** Whether one job after the other finds a place in the buckets of its reasons, counting those that run. */
export function limitByReason(running: readonly QueuedJob[]): (candidate: Candidate) => boolean {
  const taken = new Map<string, number>();
  const take = (name: string): void => void taken.set(name, (taken.get(name) ?? 0) + 1);
  for (const job of running) for (const name of knownLimits(job).keys()) take(name);
  return ({ job }) => {
    const limits = knownLimits(job);
    if (limits.size === 0) return true;
    if ([...limits].some(([name, limit]) => (taken.get(name) ?? 0) >= limit)) return false;
    for (const name of limits.keys()) take(name);
    return true;
  };
}

const known = new WeakMap<object, Map<string, number>>();

/** The job's buckets; worked out once, as its reasons stay while it is queued. */
function knownLimits(job: Pick<QueuedJob, 'ops'>): Map<string, number> {
  let limits = known.get(job);
  if (limits === undefined) known.set(job, (limits = reasonLimits(job)));
  return limits;
}
