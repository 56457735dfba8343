import { Trial } from '../balance/trial.js';
import { GlobalN1 } from '../capacity/global-n1.js';
import { PairSearch } from '../capacity/pair-search.js';
import { HtoolsError } from '../model/error.js';
import type { FailMode } from '../model/fail.js';
import { NO_NODE } from '../model/instance.js';
import { policyFaults } from '../model/policy-faults.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';
import type { AllocOptions } from './options.js';
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

/** A check whether all nodes can still be evacuated with an instance in a place; the state stays. */
export function staysRedundant(
  state: State,
  i: number,
  nodes: readonly number[],
  options: AllocOptions,
  listedAs: number,
): (c: Candidate<number>) => boolean {
  const trial = new Trial(state);
  const n1 = new GlobalN1(state, nodes, options);
  if (n1.hopeless) return () => false;
  const check = n1.whenPlaced(state.instances[i]!);
  return (candidate) => {
    const { primary, secondary } = candidate;
    const places = secondary === NO_NODE ? [primary] : [primary, secondary];
    const undo = state.save(places, [i]);
    place(state, trial, i, candidate, options.ignoreSoftErrors);
    // An instance that exists is still listed under its old index there, as in the original's GlobalN1.hs.
    if (listedAs !== i) state.listAs(i, listedAs, places);
    const good = check(places);
    undo();
    return good;
  };
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
  const policy = policyFaults(state, state.instances[i]!);
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
  const inst = state.instances[i]!;
  const targets = { nodesEach: 2, nodes: pairs.map(([p]) => p), secondaries: pairs.map(([, all]) => all) } as const;
  const search = new PairSearch(state, targets, { scored, force: options.ignoreSoftErrors });
  const parts: Solution<number>[] = [];
  for (const { primary, secondaries, faults, scores } of search.byPrimary(inst)) {
    const candidates = new Candidates<number>();
    for (let y = 0; y < secondaries.length; y += 1) {
      if (faults[y] !== 0) candidates.fail(faults[y] as FailMode);
      else candidates.add({ primary, secondary: secondaries[y]!, metric: scores[y]! });
    }
    parts.push(candidates.choose(byScore, passes));
  }
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
  const passes = options.capacity ? staysRedundant(state, i, scored, options, listedAs) : undefined;
  const solution =
    targets.kind === 'pair'
      ? onPairs(state, i, scored, targets.pairs, options, passes)
      : onSingles(state, i, scored, targets.nodes, options, passes);
  annotate(state, solution, showScore);
  return solution;
}
