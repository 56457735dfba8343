import { DT_DRBD8 } from '@gnt/constants';
import { Trial } from '../balance/trial.js';
import { HtoolsError } from '../model/error.js';
import { allNodes } from '../model/groups.js';
import type { State } from '../model/state.js';
import { place, tryAlloc } from './allocate.js';
import type { AllocOptions } from './options.js';
import type { Solution } from './solution.js';

/** Finds a secondary for an instance without one, as if it became a DRBD instance; the state takes the solution. */
export function allocSecondary(state: State, i: number, options: AllocOptions): Solution<number> {
  if (state.secondary[i]! >= 0) throw new HtoolsError('Instance already has a secondary');
  const primary = state.primary[i]!;
  const { group } = state.nodes[primary]!;
  const trial = new Trial(state);
  const undo = state.save([primary], [i]);
  trial.takeOffPrimary(i);
  const copy = state.addInstance(state.instances[i]!.with({ diskTemplate: DT_DRBD8 }));
  const secondaries = allNodes(state).filter((n) => n !== primary && state.nodes[n]!.group === group);
  const targets = { kind: 'pair', pairs: [[primary, secondaries] as const] } as const;
  const solution = tryAlloc(state, copy, allNodes(state), targets, options, i);
  if (!solution.best) {
    undo();
    return solution;
  }
  place(state, trial, copy, solution.best, options.ignoreSoftErrors);
  state.settleCopy(copy, i);
  return solution;
}
