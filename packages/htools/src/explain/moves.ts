import { moveKinds } from '../balance/candidates.js';
import * as M from '../balance/move.js';
import type { BalanceOptions } from '../balance/options.js';
import { Trial } from '../balance/trial.js';
import { FAIL_MODES, type FailMode } from '../model/fail.js';
import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';

/** A move that was tried. */
export interface TriedMove {
  readonly instance: number;
  readonly move: M.Move;
  /** Why it cannot be made; 0 when it can. */
  readonly fault: FailMode;
  /** Where the instance would be, and the score then; when it can. */
  readonly primary: number;
  readonly secondary: number;
  readonly score: number;
}

/** All moves there are for some instances within a set of nodes, the best first; the state stays. */
export interface MoveSurvey {
  /** Score as it is. */
  readonly score: number;
  readonly possible: readonly TriedMove[];
  /** How many moves each rule forbids, by FailMode. */
  readonly forbidden: readonly number[];
}

/** Tries every move of an instance that balancing would look at. */
export function movesOf(
  state: State,
  i: number,
  online: readonly number[],
  options: BalanceOptions,
  trial: Trial,
  score: Score,
): TriedMove[] {
  const inst = state.instances[i]!;
  const [primary, secondary] = [state.primary[i]!, state.secondary[i]!];
  const usable = secondary !== NO_NODE && online.includes(secondary) && options.instanceMoves;
  const attempt = (kind: M.MoveKind, target: number): TriedMove => {
    const fault = trial.try(i, kind, target, options.ignoreSoftErrors);
    const move = { kind, target };
    if (fault !== 0) return { instance: i, move, fault, primary, secondary, score: Number.POSITIVE_INFINITY };
    const value = score.valueWith(trial.change);
    return { instance: i, move, fault, primary: trial.primary, secondary: trial.secondary, score: value };
  };
  const targets = online.filter((n) => n !== primary && n !== secondary);
  const kinds = moveKinds(inst, usable, state.nodes[primary]!.offline, options);
  return [
    ...(inst.mirroring === 'internal' && usable ? [attempt(M.FAILOVER, NO_NODE)] : []),
    ...targets.flatMap((target) => kinds.map((kind) => attempt(kind, target))),
  ];
}

/** Looks at every single move: what a step of balancing chooses from. */
export function surveyMoves(
  state: State,
  nodes: readonly number[],
  instances: readonly number[],
  options: BalanceOptions,
): MoveSurvey {
  const score = new Score(state, nodes);
  const trial = new Trial(state);
  const online = nodes.filter((n) => !state.nodes[n]!.offline);
  const movable = instances.filter((i) => state.instances[i]!.movable && state.instances[i]!.autoBalance);
  const tried = movable
    .filter((i) => !options.evacuationMode || mustLeave(state, i))
    .flatMap((i) => movesOf(state, i, online, options, trial, score));
  const forbidden = [0, ...FAIL_MODES.map(() => 0)];
  for (const { fault } of tried) if (fault !== 0) forbidden[fault]! += 1;
  // Equal ones stay in the order in which they are tried.
  const possible = tried.filter(({ fault }) => fault === 0).sort((a, b) => a.score - b.score);
  return { score: score.value, possible, forbidden };
}

function mustLeave(state: State, i: number): boolean {
  const places = [state.primary[i]!, ...(state.instances[i]!.hasSecondary ? [state.secondary[i]!] : [])];
  return places.some((n) => state.nodes[n]?.offline ?? false);
}
