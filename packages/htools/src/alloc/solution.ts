import { fixed } from '../format/number.js';
import type { Group } from '../model/cluster.js';
import { FAIL_MODES, FAIL_N1, failName, type FailMode } from '../model/fail.js';
import { HtoolsError } from '../model/error.js';
import type { State } from '../model/state.js';

/** A place for an instance and what it is worth. */
export interface Candidate<Metric> {
  readonly primary: number;
  readonly secondary: number;
  readonly metric: Metric;
}

/** What trying all places of an instance gave. */
export interface Solution<Metric> {
  /** How often each failure was met, by FailMode. */
  readonly failures: readonly number[];
  readonly successes: number;
  readonly best: Candidate<Metric> | undefined;
  log: string[];
}

/** Places that were tried; the newest come first in a choice between equals. */
export class Candidates<Metric> {
  readonly failures: number[] = [0, ...FAIL_MODES.map(() => 0)];
  readonly good: Candidate<Metric>[] = [];

  fail(mode: FailMode): void {
    this.failures[mode]! += 1;
  }

  add(candidate: Candidate<Metric>): void {
    this.good.push(candidate);
  }

  /** The best that passes a check; those before it count as failures of N+1. */
  choose(compare: (a: Metric, b: Metric) => number, passes?: (c: Candidate<Metric>) => boolean): Solution<Metric> {
    const first = this.#first(compare);
    const failures = [...this.failures];
    if (first === undefined || !passes || passes(first))
      return { failures, successes: this.good.length, best: first, log: [] };
    const sorted = [...this.good].reverse().sort((a, b) => compare(a.metric, b.metric));
    const at = sorted.findIndex((candidate) => candidate !== first && passes(candidate));
    const dropped = at < 0 ? sorted.length : at;
    failures[FAIL_N1]! += dropped;
    return { failures, successes: sorted.length - dropped, best: sorted[dropped], log: [] };
  }

  /** The newest of the least. */
  #first(compare: (a: Metric, b: Metric) => number): Candidate<Metric> | undefined {
    let best: Candidate<Metric> | undefined;
    // Metrics that are no numbers have no order: the newest, as sorting has it.
    for (const candidate of this.good) if (!best || !(compare(candidate.metric, best.metric) > 0)) best = candidate;
    return best;
  }
}

/** Solutions for parts of the places as one; between equals the later part wins. */
export function sumSolutions<Metric>(
  parts: readonly Solution<Metric>[],
  compare: (a: Metric, b: Metric) => number,
): Solution<Metric> {
  const failures = [0, ...FAIL_MODES.map(() => 0)];
  let successes = 0;
  let best: Candidate<Metric> | undefined;
  for (const part of parts) {
    for (const mode of FAIL_MODES) failures[mode]! += part.failures[mode]!;
    successes += part.successes;
    if (part.best && (!best || !(compare(best.metric, part.best.metric) < 0))) best = part.best;
  }
  return { failures, successes, best, log: [] };
}

/** Names of the nodes of a place. */
export function candidateNodes(state: State, { primary, secondary }: Candidate<unknown>): string[] {
  return (secondary < 0 ? [primary] : [primary, secondary]).map((n) => state.nodes[n]!.name);
}

/** What a solution is, in words; `show` prints its metric. */
export function describe<Metric>(state: State, solution: Solution<Metric>, show: (metric: Metric) => string): string {
  const reasons = FAIL_MODES.filter((mode) => solution.failures[mode]! > 0)
    .map((mode) => `${failName(mode)}: ${String(solution.failures[mode]!)}`)
    .join(', ');
  const failed = FAIL_MODES.reduce((sum, mode) => sum + solution.failures[mode]!, 0);
  const { best } = solution;
  if (!best) return `No valid allocation solutions, failure reasons: ${failed === 0 ? 'unknown reasons' : reasons}`;
  return (
    `score: ${show(best.metric)}, successes ${String(solution.successes)}, failures ${String(failed)} (${reasons})` +
    ` for node(s) ${candidateNodes(state, best).join('/')}`
  );
}

/** Adds the description of a solution to its log. */
export function annotate<Metric>(state: State, solution: Solution<Metric>, show: (m: Metric) => string): void {
  solution.log = [describe(state, solution, show), ...solution.log];
}

/** The log of a solution for a group, or the error instead of one. */
export function describeForGroup(group: Group, solution: Solution<unknown> | HtoolsError): string[] {
  if (solution instanceof HtoolsError) return [`Group ${group.name}: error ${solution.message}`];
  return solution.log.map((line) => `Group ${group.name} (${group.allocPolicy}): ${line}`);
}

/** Order of scores. */
export const byScore = (a: number, b: number): number => a - b;

/** A score as answers print it. */
export const showScore = (score: number): string => fixed(score, 8);
