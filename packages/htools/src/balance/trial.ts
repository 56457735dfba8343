import * as C from '../model/columns.js';
import { FAIL_MIG, type FailMode } from '../model/fail.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import { missedLocations, sharedLocations } from '../model/location.js';
import { migrationAllowed } from '../model/node.js';
import {
  primaryFault,
  putPrimary,
  putSecondary,
  removePrimary,
  removeSecondary,
  secondaryFault,
} from '../model/row.js';
import { reservedWith, reservedWithout, type State } from '../model/state.js';
import { conflictsAdded, conflictsRemoved, tagTaken } from '../model/tag-counts.js';
import type { Change } from '../score/score.js';
import * as M from './move.js';

/**
 * Tries moves on copies of the rows they touch: three at most, kept from one trial to the next. After a move that is
 * possible, `change` has the rows and `commit` makes it real.
 */
export class Trial {
  readonly #state: State;
  readonly change: Change = {
    count: 0,
    nodes: new Int32Array(3),
    rows: new Float64Array(3 * C.ROW),
    offsets: Int32Array.of(0, C.ROW, 2 * C.ROW),
    instance: undefined,
    fromPrimary: NO_NODE,
    toPrimary: NO_NODE,
  };
  #i = -1;
  /** Where the instance ends up. */
  primary = NO_NODE;
  secondary = NO_NODE;
  #location = 0;
  #movesSecondary = false;

  constructor(state: State) {
    this.#state = state;
  }

  /** Copies a node's row into the next free place; gives its start. */
  #take(node: number): number {
    const { change } = this;
    const slot = change.count;
    change.count += 1;
    change.nodes[slot] = node;
    const from = this.#state.row(node);
    const to = change.offsets[slot]!;
    for (let c = 0; c < C.ROW; c += 1) change.rows[to + c] = this.#state.rows[from + c]!;
    return to;
  }

  #removePrimary(o: number, node: number, inst: Instance, location: number): void {
    const s = this.#state;
    const conflicts = conflictsRemoved(s.tags(node), inst);
    removePrimary(this.change.rows, o, inst, conflicts, location + missedLocations(s.nodes[node]!, inst));
  }

  #addPrimary(o: number, node: number, inst: Instance, location: number, force: boolean): FailMode {
    const s = this.#state;
    const tags = s.tags(node);
    const fault = primaryFault(this.change.rows, o, inst, force, !force && tagTaken(tags, inst));
    if (fault !== 0) return fault;
    const conflicts = conflictsAdded(tags, inst);
    putPrimary(this.change.rows, o, inst, conflicts, location + missedLocations(s.nodes[node]!, inst));
    return 0;
  }

  #removeSecondary(o: number, node: number, primary: number, inst: Instance): void {
    const { rows } = this.change;
    removeSecondary(rows, o, inst, reservedWithout(this.#state.peers(node), rows[o + C.RESERVED_MEM]!, primary, inst));
  }

  #addSecondary(
    o: number,
    node: number,
    primary: number,
    inst: Instance,
    force: boolean,
    ignoreDisks = false,
  ): FailMode {
    const { rows } = this.change;
    const reserved = reservedWith(this.#state.peers(node), rows[o + C.RESERVED_MEM]!, primary, inst);
    const fault = secondaryFault(rows, o, inst, force, ignoreDisks, reserved);
    if (fault === 0) putSecondary(rows, o, inst, reserved);
    return fault;
  }

  #mayMigrate(from: number, to: number): boolean {
    return migrationAllowed(this.#state.nodes[from]!, this.#state.nodes[to]!);
  }

  #shared(primary: number, secondary: number): number {
    return sharedLocations(this.#state.nodes[primary]!, this.#state.nodes[secondary]);
  }

  #ends(primary: number, secondary: number, location: number): void {
    this.primary = primary;
    this.secondary = secondary;
    this.#location = location;
    this.change.toPrimary = primary;
  }

  /** Tries to move an instance; 0, or why not. `force` leaves only what is impossible. */
  try(i: number, kind: M.MoveKind, target: number, force: boolean): FailMode {
    const s = this.#state;
    const { change } = this;
    const inst = s.instances[i]!;
    const primary = s.primary[i]!;
    const secondary = s.secondary[i]!;
    change.count = 0;
    change.instance = inst;
    change.fromPrimary = primary;
    this.#i = i;
    this.#movesSecondary = kind !== M.FAILOVER_TO;
    if (kind !== M.FAILOVER_TO && secondary === NO_NODE)
      throw new Error(`${inst.name} has no secondary node to move; check its disk template and nodes`);
    switch (kind) {
      case M.FAILOVER:
        return this.#failover(inst, primary, secondary, force);
      case M.FAILOVER_TO:
        return this.#failoverTo(inst, primary, secondary, target, force);
      case M.REPLACE_PRIMARY:
        return this.#replacePrimary(inst, primary, secondary, target, force);
      case M.REPLACE_SECONDARY:
        return this.#replaceSecondary(inst, primary, secondary, target, force);
      case M.REPLACE_AND_FAILOVER:
        return this.#replaceAndFailover(inst, primary, secondary, target, force);
      case M.FAILOVER_AND_REPLACE:
        return this.#failoverAndReplace(inst, primary, secondary, target, force);
      default:
        throw new Error(`no move of kind ${String(kind)}`);
    }
  }

  /**
   * Tries to place an instance that is nowhere: as primary on a node and, unless that is NO_NODE, as secondary on
   * another. `force` leaves only what is impossible for the primary.
   */
  tryPlacing(i: number, primary: number, secondary: number, force: boolean): FailMode {
    const { change } = this;
    const inst = this.#state.instances[i]!;
    change.count = 0;
    change.instance = inst;
    change.fromPrimary = NO_NODE;
    this.#i = i;
    this.#movesSecondary = secondary !== NO_NODE;
    const location = secondary === NO_NODE ? this.#state.location[i]! : this.#shared(primary, secondary);
    this.#ends(primary, secondary, location);
    const fault = this.#addPrimary(this.#take(primary), primary, inst, location, force);
    if (fault !== 0 || secondary === NO_NODE) return fault;
    return this.#addSecondary(this.#take(secondary), secondary, primary, inst, false);
  }

  /** Takes an instance off its primary's row and lists; it still knows where it was. */
  takeOffPrimary(i: number): void {
    const s = this.#state;
    const node = s.primary[i]!;
    this.change.count = 0;
    const o = this.#take(node);
    this.#removePrimary(o, node, s.instances[i]!, s.location[i]!);
    s.rows.set(this.change.rows.subarray(o, o + C.ROW), s.row(node));
    s.leavePrimary(i);
  }

  #failover(inst: Instance, p: number, s: number, force: boolean): FailMode {
    if (!this.#mayMigrate(p, s)) return FAIL_MIG;
    const location = this.#state.location[this.#i]!;
    const offline = this.#state.nodes[p]!.offline;
    const so = this.#take(s);
    this.#removeSecondary(so, s, p, inst);
    const fault = this.#addPrimary(so, s, inst, location, offline || force);
    if (fault !== 0) return fault;
    const po = this.#take(p);
    this.#removePrimary(po, p, inst, location);
    this.#ends(s, p, location);
    return this.#addSecondary(po, p, s, inst, offline || force, offline);
  }

  #failoverTo(inst: Instance, p: number, s: number, t: number, force: boolean): FailMode {
    if (!this.#mayMigrate(p, t)) return FAIL_MIG;
    const location = this.#state.location[this.#i]!;
    const to = this.#take(t);
    const fault = this.#addPrimary(to, t, inst, location, this.#state.nodes[p]!.offline || force);
    if (fault !== 0) return fault;
    this.#removePrimary(this.#take(p), p, inst, location);
    this.#ends(t, s, location);
    return 0;
  }

  #replacePrimary(inst: Instance, p: number, s: number, t: number, force: boolean): FailMode {
    if (!this.#mayMigrate(p, s) || !this.#mayMigrate(s, t)) return FAIL_MIG;
    const forced = this.#state.nodes[p]!.offline || force;
    const location = this.#shared(t, s);
    const so = this.#take(s);
    this.#removeSecondary(so, s, p, inst);
    let fault = this.#addPrimary(so, s, inst, location, forced);
    if (fault !== 0) return fault;
    // The instance runs on its secondary for a while; loads are fractions, so adding and taking may leave a trace.
    removePrimary(
      this.change.rows,
      so,
      inst,
      conflictsAdded(this.#state.tags(s), inst),
      location + missedLocations(this.#state.nodes[s]!, inst),
    );
    fault = this.#addPrimary(this.#take(t), t, inst, location, forced);
    if (fault !== 0) return fault;
    this.#removePrimary(this.#take(p), p, inst, this.#state.location[this.#i]!);
    this.#ends(t, s, location);
    return this.#addSecondary(so, s, t, inst, forced);
  }

  #replaceSecondary(inst: Instance, p: number, s: number, t: number, force: boolean): FailMode {
    const location = this.#shared(p, t);
    const fault = this.#addSecondary(this.#take(t), t, p, inst, this.#state.nodes[s]!.offline || force);
    if (fault !== 0) return fault;
    const po = this.#take(p);
    this.#removePrimary(po, p, inst, this.#state.location[this.#i]!);
    this.#removeSecondary(this.#take(s), s, p, inst);
    this.#ends(p, t, location);
    const back = primaryFault(this.change.rows, po, inst, true, false);
    if (back !== 0) return back;
    const conflicts = conflictsRemoved(this.#state.tags(p), inst);
    const missed = missedLocations(this.#state.nodes[p]!, inst);
    putPrimary(this.change.rows, po, inst, conflicts, location + missed);
    return 0;
  }

  #replaceAndFailover(inst: Instance, p: number, s: number, t: number, force: boolean): FailMode {
    if (!this.#mayMigrate(p, t)) return FAIL_MIG;
    const location = this.#shared(t, p);
    const fault = this.#addPrimary(this.#take(t), t, inst, location, force);
    if (fault !== 0) return fault;
    const po = this.#take(p);
    this.#removePrimary(po, p, inst, this.#state.location[this.#i]!);
    this.#removeSecondary(this.#take(s), s, p, inst);
    this.#ends(t, p, location);
    return this.#addSecondary(po, p, t, inst, this.#state.nodes[s]!.offline || force);
  }

  #failoverAndReplace(inst: Instance, p: number, s: number, t: number, force: boolean): FailMode {
    if (!this.#mayMigrate(p, s)) return FAIL_MIG;
    const forced = this.#state.nodes[p]!.offline || force;
    const location = this.#shared(s, t);
    const so = this.#take(s);
    this.#removeSecondary(so, s, p, inst);
    const fault = this.#addPrimary(so, s, inst, location, forced);
    if (fault !== 0) return fault;
    this.#removePrimary(this.#take(p), p, inst, this.#state.location[this.#i]!);
    this.#ends(s, t, location);
    return this.#addSecondary(this.#take(t), t, s, inst, forced);
  }

  /** Makes the last move that was possible real. */
  commit(): void {
    const s = this.#state;
    const { change } = this;
    const i = this.#i;
    for (let c = 0; c < change.count; c += 1)
      s.rows.set(change.rows.subarray(change.offsets[c], change.offsets[c]! + C.ROW), s.row(change.nodes[c]!));
    if (this.#movesSecondary && s.secondary[i] !== NO_NODE) s.leaveSecondary(i);
    if (s.primary[i] !== NO_NODE) s.leavePrimary(i);
    s.enterPrimary(i, this.primary);
    if (this.#movesSecondary) s.enterSecondary(i, this.secondary);
    else s.secondary[i] = this.secondary;
    s.location[i] = this.#location;
  }
}
