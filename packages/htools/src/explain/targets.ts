import * as M from '../balance/move.js';
import { Trial } from '../balance/trial.js';
import type { FailMode } from '../model/fail.js';
import { allNodes } from '../model/groups.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';

/** One node that an instance might go to. */
export interface TriedTarget {
  readonly node: number;
  /** Why it is out of the question before anything is tried. */
  readonly leftOut?: string;
  /** Why the instance cannot go there; 0 when it can. */
  readonly fault: FailMode;
  /** The score of the instance's group with the instance there, and the difference it makes; when it can go there. */
  readonly score?: number;
  readonly change?: number;
}

/**
 * The nodes of its group that might take an instance that has to leave: as another secondary where it has one, else as
 * another primary. The state stays.
 */
export function explainLeaving(state: State, i: number, ignoreSoftErrors: boolean): TriedTarget[] {
  const primary = state.primary[i]!;
  const secondary = state.secondary[i]!;
  const { group } = state.nodes[primary]!;
  const nodes = allNodes(state).filter((n) => state.nodes[n]!.group === group);
  const score = new Score(state, nodes);
  const before = score.value;
  const trial = new Trial(state);
  const kind = state.instances[i]!.mirroring === 'internal' ? M.REPLACE_SECONDARY : M.FAILOVER_TO;
  return nodes.map((node) => {
    if (node === primary || node === secondary) return { node, leftOut: 'holds the instance now', fault: 0 };
    if (state.nodes[node]!.offline) return { node, leftOut: 'offline or drained', fault: 0 };
    const fault = trial.try(i, kind, node, ignoreSoftErrors);
    if (fault !== 0) return { node, fault };
    const value = score.valueWith(trial.change);
    return { node, fault, score: value, change: value - before };
  });
}
