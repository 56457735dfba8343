import { Trial } from '../balance/trial.js';
import { GlobalN1 } from '../capacity/global-n1.js';
import { HtoolsError } from '../model/error.js';
import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';
import type { AllocOptions } from './options.js';
import { policyFaults } from './policy-faults.js';
import { PairScore } from './pair-score.js';
import { annotate, byScore, Candidates, showScore, sumSolutions, type Candidate, type Solution } from './solution.js';
import type { Targets } from './targets.js';

/** Makes a placement real. */
export function place(
  state: State,
  trial: Trial,
  i: number,
  { primary, secondary }: Candidate<unknown>,
  force: boolean,
): void {
  if (trial.tryPlacing(i, primary, secondary, force) !== 0)
    throw new Error(`${state.instances[i]!.name} does not fit where it was found to fit`);
  trial.commit();
}

function onSingles(
  state: State,
  i: number,
  scored: readonly number[],
  targets: readonly number[],
  options: AllocOptions,
  passes: ((c: Candidate<number>) => boolean) | undefined,
): Solution<number> {
  const score = new Score(state, scored);
  const trial = new Trial(state);
  const candidates = new Candidates<number>();
  const policy = policyFaults(state, i);
  for (const n of targets) {
    const fault = policy(n) || trial.tryPlacing(i, n, NO_NODE, options.ignoreSoftErrors);
    if (fault !== 0) candidates.fail(fault);
    else candidates.add({ primary: n, secondary: NO_NODE, metric: score.valueWith(trial.change) });
  }
  return candidates.choose(byScore, passes);
}

function onPairs(
  state: State,
  i: number,
  scored: readonly number[],
  pairs: readonly (readonly [number, readonly number[]])[],
  options: AllocOptions,
  passes: ((c: Candidate<number>) => boolean) | undefined,
): Solution<number> {
  const score = new PairScore(state, scored);
  const trial = new Trial(state);
  const policy = policyFaults(state, i);
  const inst = state.instances[i]!;
  const parts = pairs.map(([primary, secondaries]) => {
    const candidates = new Candidates<number>();
    for (const secondary of secondaries) {
      const fault = policy(primary) || trial.tryPlacing(i, primary, secondary, options.ignoreSoftErrors);
      if (fault !== 0) candidates.fail(fault);
      else candidates.add({ primary, secondary, metric: score.valueWith(trial.change, inst) });
    }
    return candidates.choose(byScore, passes);
  });
  return sumSolutions(parts, byScore);
}

/**
 * Finds the best place for instance `i`, which is in the state but nowhere; the state stays. The score is taken over
 * the `scored` nodes, whose evacuation must stay possible too when the options ask for capacity. `listedAs` is the
 * instance of which this one is a copy, when it is one.
 */
export function tryAlloc(
  state: State,
  i: number,
  scored: readonly number[],
  targets: Targets,
  options: AllocOptions,
  listedAs = i,
): Solution<number> {
  const none = targets.kind === 'pair' ? targets.pairs.length === 0 : targets.nodes.length === 0;
  if (none) throw new HtoolsError(targets.kind === 'pair' ? 'Not enough online nodes' : 'No online nodes');
  const check = options.capacity ? new GlobalN1(state, scored, options).checkPlacing(i, listedAs) : undefined;
  const passes = check && ((c: Candidate<number>) => check(c.primary, c.secondary));
  const solution =
    targets.kind === 'pair'
      ? onPairs(state, i, scored, targets.pairs, options, passes)
      : onSingles(state, i, scored, targets.nodes, options, passes);
  annotate(state, solution, showScore);
  return solution;
}
