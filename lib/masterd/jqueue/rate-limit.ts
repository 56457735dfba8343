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

/** Leaves out jobs for which a bucket of their reasons has no place, counting those that run. */
export function limitByReason(eligible: readonly Candidate[], running: readonly QueuedJob[]): readonly Candidate[] {
  const wanted = new Map(eligible.map((candidate) => [candidate, reasonLimits(candidate.job)]));
  if ([...wanted.values()].every((limits) => limits.size === 0)) return eligible;
  const taken = running.map(reasonLimits);
  const slots = new Slots([...taken, ...wanted.values()].flatMap((limits) => [...limits]));
  for (const limits of taken) slots.occupy([...limits.keys()]);
  return eligible.filter((candidate) => slots.take([...(wanted.get(candidate)?.keys() ?? [])]));
}
