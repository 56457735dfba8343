import * as C from '../model/columns.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import { sharedLocations } from '../model/location.js';
import { putPrimary, putSecondary } from '../model/row.js';
import { reservedWith, type State } from '../model/state.js';

/** Where a new instance may go, and the cluster's score then. */
export interface Place {
  readonly primary: number;
  /** NO_NODE for an instance on one node. */
  readonly secondary: number;
  readonly score: number;
}

/** Puts a new instance without tags there; gives what takes it back, as long as nothing else has changed. */
export function putNew(state: State, inst: Instance, { primary, secondary }: Place): () => void {
  const takeBack = state.save(secondary === NO_NODE ? [primary] : [primary, secondary], []);
  const i = state.addInstance(inst);
  const location = secondary === NO_NODE ? 0 : sharedLocations(state.nodes[primary]!, state.nodes[secondary]);
  state.location[i] = location;
  putPrimary(state.rows, state.row(primary), inst, 0, location);
  state.enterPrimary(i, primary);
  if (secondary !== NO_NODE) {
    const o = state.row(secondary);
    const reserved = reservedWith(state.peers(secondary), state.rows[o + C.RESERVED_MEM]!, primary, inst);
    putSecondary(state.rows, o, inst, reserved);
    state.enterSecondary(i, secondary);
  }
  return takeBack;
}
