import { FAILOVER, FAILOVER_TO } from '../balance/move.js';
import { Trial } from '../balance/trial.js';
import * as C from '../model/columns.js';
import { NO_NODE } from '../model/instance.js';
import { missedLocations } from '../model/location.js';
import { policyFault } from '../model/policy.js';
import { primaryFault, putPrimary, unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { conflictsAdded } from '../model/tag-counts.js';
import { Score, type Change } from '../score/score.js';
import { failOverAll, leaving, plentyOfRoom } from './room.js';

/** What is looked at when N+1 is judged for a whole cluster. */
export interface RedundancyOptions {
  /** Leave out nodes that are offline already. */
  readonly acceptExisting: boolean;
  /** Leave out these groups. */
  readonly ignoreGroups: readonly number[];
}

/** Moves an instance on shared storage to the target that leaves its group best balanced; the last of equals. */
function moveShared(trial: Trial, score: Score, state: State, i: number, targets: readonly number[]): boolean {
  let best: number | undefined;
  let bestScore = NaN;
  for (const t of targets) {
    if (trial.try(i, FAILOVER_TO, t, true) !== 0) continue;
    const value = score.valueWith(trial.change);
    if (best !== undefined && bestScore < value) continue;
    best = t;
    bestScore = value;
  }
  if (best === undefined) return false;
  const from = state.primary[i]!;
  trial.try(i, FAILOVER_TO, best, true);
  trial.commit();
  score.refresh([from, best], state.instances[i], from, best);
  return true;
}

function newChange(): Change {
  return {
    count: 1,
    nodes: new Int32Array(1),
    rows: new Float64Array(C.ROW),
    offsets: new Int32Array(1),
    instance: undefined,
    fromPrimary: NO_NODE,
    toPrimary: NO_NODE,
  };
}

/** Makes an instance anew on the target that leaves the cluster best balanced; the last of equals. */
function makeAnew(score: Score, state: State, i: number, targets: readonly number[]): boolean {
  const inst = state.instances[i]!;
  const change = newChange();
  change.instance = inst;
  const put = (rows: Float64Array, o: number, t: number): void => {
    putPrimary(
      rows,
      o,
      inst,
      conflictsAdded(state.tags(t), inst),
      state.location[i]! + missedLocations(state.nodes[t]!, inst),
    );
  };
  let best: number | undefined;
  let bestScore = NaN;
  for (const t of targets) {
    const node = state.nodes[t]!;
    if (policyFault(inst, node.policy, node.exclusiveStorage) !== 0) continue;
    const o = state.row(t);
    if (primaryFault(state.rows, o, inst, true, false) !== 0) continue;
    change.rows.set(state.rows.subarray(o, o + C.ROW));
    change.nodes[0] = t;
    change.toPrimary = t;
    put(change.rows, 0, t);
    const value = score.valueWith(change);
    if (best !== undefined && bestScore < value) continue;
    best = t;
    bestScore = value;
  }
  if (best === undefined) return false;
  put(state.rows, state.row(best), best);
  state.enterPrimary(i, best);
  score.refresh([best], inst, NO_NODE, best);
  return true;
}

/**
 * Whether a node can be emptied: mirrored instances fail over, those on shared storage start elsewhere in the group, the
 * others are made anew there. `nodes` are all that count.
 */
export function canEvacuate(state: State, nodes: readonly number[], n: number): boolean {
  const left = leaving(state, n);
  const taken = failOverAll(state, n, left.mirrored);
  if (!taken) return false;
  if (left.shared.length + left.anew.length === 0) return true;
  const { group } = state.nodes[n]!;
  const members = nodes.filter((t) => state.nodes[t]!.group === group);
  const targets = members.filter((t) => t !== n);
  const free = (t: number): number => unallocatedMem(state.rows, state.row(t)) - (taken.get(t) ?? 0);
  if (plentyOfRoom(state, n, targets, left, free)) return true;
  const work = state.clone();
  const trial = new Trial(work);
  for (const i of left.mirrored) {
    if (trial.try(i, FAILOVER, NO_NODE, true) !== 0) return false;
    trial.commit();
  }
  const groupScore = new Score(work, members);
  for (const i of left.shared) if (!moveShared(trial, groupScore, work, i, targets)) return false;
  if (left.anew.length === 0) return true;
  const score = new Score(work, nodes);
  return left.anew.every((i) => makeAnew(score, work, i, targets));
}

/** Whether it counts that a node can be emptied. */
export function counts(state: State, n: number, { acceptExisting, ignoreGroups }: RedundancyOptions): boolean {
  const node = state.nodes[n]!;
  return !(acceptExisting && node.offline) && !ignoreGroups.includes(node.group);
}

/** Whether each of some nodes could be emptied; `among` leaves out those that are known to. */
export function isRedundant(
  state: State,
  nodes: readonly number[],
  options: RedundancyOptions,
  among?: ReadonlySet<number>,
): boolean {
  return nodes.every((n) => among?.has(n) === false || !counts(state, n, options) || canEvacuate(state, nodes, n));
}
