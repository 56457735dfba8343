import type { FilterRule } from '@gnt/objects';
import { compilePredicate, type Predicate } from './filter-predicates.js';
import type { Candidate, JobFilter } from './interface.js';
import type { QueuedJob } from './job.js';
import { limitByReason, Slots } from './rate-limit.js';

/** A rule as the configuration has it; nothing of it is changed. */
export type Rule = Readonly<Pick<FilterRule, 'uuid' | 'priority' | 'watermark'>> & {
  readonly predicates: readonly (readonly [string, unknown])[];
  readonly action: string | readonly [string, number];
};

interface CompiledRule {
  readonly rule: Rule;
  readonly predicates: readonly Predicate[];
}

/**
 * The job filter rules (doc/design-optables.rst of the original). The rule that applies to a job is the first, by
 * priority, watermark and UUID, whose predicates all hold and whose action is not CONTINUE. Pure but for memory: what
 * applies to a job is worked out once.
 */
export class FilterRules {
  readonly #rules: readonly CompiledRule[];
  readonly #applying = new WeakMap<object, Rule | null>();

  constructor(rules: Iterable<Rule>) {
    this.#rules = [...rules]
      .filter((rule) => rule.action !== 'CONTINUE')
      .sort(inOrder)
      .map((rule) => ({ rule, predicates: rule.predicates.map(compilePredicate) }));
  }

  /** The rule that decides about the job; undefined when none does. */
  applyingTo(job: Pick<QueuedJob, 'id' | 'ops'>): Rule | undefined {
    if (this.#rules.length === 0) return undefined;
    let found = this.#applying.get(job);
    if (found === undefined) {
      found =
        this.#rules.find(({ rule, predicates }) => predicates.every((holds) => holds(job, rule.watermark)))?.rule ??
        null;
      this.#applying.set(job, found);
    }
    return found ?? undefined;
  }

  /** Jobs of the queue that are to be cancelled, whether they could start or not. */
  rejected(queued: Iterable<QueuedJob>): QueuedJob[] {
    if (this.#rules.length === 0) return [];
    return [...queued].filter((job) => this.applyingTo(job)?.action === 'REJECT');
  }

  /** Whether one job after the other may start: none that is paused, and as many as a rule allows to run at once. */
  admission(running: readonly QueuedJob[]): (candidate: Candidate) => boolean {
    if (this.#rules.length === 0) return () => true;
    const places = new Slots(this.#rules.flatMap(({ rule }) => limitOf(rule)));
    for (const job of running) places.occupy(limitOf(this.applyingTo(job)).map(([uuid]) => uuid));
    return ({ job }) => {
      const rule = this.applyingTo(job);
      if (rule === undefined || rule.action === 'ACCEPT') return true;
      const taken = limitOf(rule).map(([uuid]) => uuid);
      return taken.length > 0 && places.take(taken);
    };
  }
}

/**
 * The filter over rules that may change at any time: `current` gives those of the configuration, the same object as
 * long as they are the same. Besides, "rate-limit:n:..." in a job's reasons limits jobs with that reason to n at once.
 */
export function jobFilter(current: () => Readonly<Record<string, Rule>>): JobFilter {
  let known: Readonly<Record<string, Rule>> | undefined;
  let rules = new FilterRules([]);
  const now = (): FilterRules => {
    const latest = current();
    if (latest !== known) rules = new FilterRules(Object.values(latest));
    known = latest;
    return rules;
  };
  return {
    rejected: (queued) => now().rejected(queued),
    admission: (running) => {
      const byReason = limitByReason(running);
      const byRules = now().admission(running);
      // In this order, as in the original: a job that a rule holds back has taken its place in the buckets of its reasons.
      return (candidate) => byReason(candidate) && byRules(candidate);
    },
  };
}

function limitOf(rule: Rule | undefined): [uuid: string, limit: number][] {
  return rule !== undefined && typeof rule.action !== 'string' ? [[rule.uuid, rule.action[1]]] : [];
}

function inOrder(a: Rule, b: Rule): number {
  return a.priority - b.priority || a.watermark - b.watermark || (a.uuid < b.uuid ? -1 : 1);
}
