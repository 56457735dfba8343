import { DT_DRBD8, DT_FILE, DT_PLAIN } from '@gnt/constants';
import { FAILOVER, FAILOVER_TO, REPLACE_SECONDARY, type Move } from '../balance/move.js';
import type { Trial } from '../balance/trial.js';
import { HtoolsError } from '../model/error.js';
import { failName } from '../model/fail.js';
import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';
import type { EvacuationMode } from './solution.js';

/** What an evacuation works on. */
export interface EvacuationContext {
  readonly state: State;
  readonly trial: Trial;
  readonly ignoreSoftErrors: boolean;
  /** Nodes of the group, over which the score is taken. */
  readonly groupNodes: readonly number[];
  /** Nodes that may be moved to. */
  readonly available: readonly number[];
}

const FAILOVER_MOVE: Move = { kind: FAILOVER, target: NO_NODE };

function attempt({ trial, ignoreSoftErrors }: EvacuationContext, i: number, move: Move, what: string): void {
  const fault = trial.try(i, move.kind, move.target, ignoreSoftErrors);
  if (fault !== 0) throw new HtoolsError(`${what}${failName(fault)}`);
  trial.commit();
}

/** Moves one node of an instance to the best of the available ones. */
function evacuateOne(context: EvacuationContext, i: number): Move[] {
  const { state, trial, available, ignoreSoftErrors, groupNodes } = context;
  const { mirroring } = state.instances[i]!;
  if (mirroring === 'none') throw new HtoolsError("Can't relocate/evacuate non-mirrored instances");
  const kind = mirroring === 'internal' ? REPLACE_SECONDARY : FAILOVER_TO;
  const score = new Score(state, groupNodes);
  let best: { target: number; value: number } | undefined;
  let faults = '';
  for (const target of available) {
    const fault = trial.try(i, kind, target, ignoreSoftErrors);
    if (fault !== 0) {
      faults += ` Node ${state.nodes[target]!.name} failed: ${failName(fault)};`;
      continue;
    }
    const value = score.valueWith(trial.change);
    // Between equals the later node wins.
    if (!best || !(best.value < value)) best = { target, value };
  }
  if (!best) throw new HtoolsError(`Can't find any good node: ${faults}`);
  const move = { kind, target: best.target };
  attempt(context, i, move, '');
  return [move];
}

/** The moves that bring both nodes of a DRBD instance to a pair, made in the state. */
function relocate(context: EvacuationContext, i: number, primary: number, secondary: number): Move[] {
  const { state } = context;
  const moves: Move[] = [];
  const make = (move: Move, what: string): void => {
    attempt(context, i, move, `${what}: `);
    moves.push(move);
  };
  if (state.nodes[state.primary[i]!]!.offline) make(FAILOVER_MOVE, 'Failing over to the secondary');
  make({ kind: REPLACE_SECONDARY, target: primary }, 'Changing secondary to new primary');
  make(FAILOVER_MOVE, 'Failing over to new primary');
  make({ kind: REPLACE_SECONDARY, target: secondary }, 'Changing secondary to final secondary');
  return moves;
}

/** Moves both nodes of a DRBD instance to the best pair of the available ones. */
function evacuateBoth(context: EvacuationContext, i: number): Move[] {
  const { state, available, groupNodes } = context;
  const old = [state.primary[i]!, state.secondary[i]!];
  let best: { pair: readonly [number, number]; value: number } | undefined;
  let reason = 'no nodes available';
  for (const primary of available) {
    for (const secondary of available) {
      if (primary === secondary) continue;
      const undo = state.save([...new Set([...old, primary, secondary])], [i]);
      try {
        relocate(context, i, primary, secondary);
        const { value } = new Score(state, groupNodes);
        if (!best || !(best.value < value)) best = { pair: [primary, secondary], value };
      } catch (error) {
        if (!(error instanceof HtoolsError)) throw error;
        reason = `Allocation failed: ${error.message}`;
      } finally {
        undo();
      }
    }
  }
  if (!best) throw new HtoolsError(`Can't find any good nodes for relocation: ${reason}`);
  return relocate(context, i, ...best.pair);
}

/** Moves an instance off nodes as the mode has it; gives the moves, or throws HtoolsError and leaves the state. */
export function evacuateInstance(context: EvacuationContext, i: number, mode: EvacuationMode): Move[] {
  const { diskTemplate } = context.state.instances[i]!;
  if (diskTemplate === DT_PLAIN || diskTemplate === DT_FILE)
    throw new HtoolsError(`Instances of type ${diskTemplate} cannot be relocated`);
  if (diskTemplate !== DT_DRBD8) {
    if (mode === 'secondary-only')
      throw new HtoolsError(`Instances with disk template '${diskTemplate}' can't execute change secondary`);
    return evacuateOne(context, i);
  }
  if (mode === 'secondary-only') return evacuateOne(context, i);
  if (mode === 'all') return evacuateBoth(context, i);
  attempt(context, i, FAILOVER_MOVE, '');
  return [FAILOVER_MOVE];
}
