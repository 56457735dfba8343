import * as C from '../model/columns.js';
import { NO_NODE } from '../model/instance.js';
import { missedLocations } from '../model/location.js';
import { unallocatedMem } from '../model/row.js';
import { reservedWithout, type State } from '../model/state.js';
import { conflictsRemoved } from '../model/tag-counts.js';
import { COMPONENT_COUNT, COMPONENTS, contributions } from '../score/components.js';
import * as M from './move.js';
import { PeerTable } from './peer-table.js';
import { screenColumns, type ScreenColumns } from './screen-columns.js';

const weightOf = (name: string): number => COMPONENTS.find((c) => c.name === name)?.weight ?? 0;
const N1 = COMPONENTS.findIndex((c) => c.name === 'n1_cnt');
const RESERVED = COMPONENTS.findIndex((c) => c.name === 'reserved_mem_cv');
const RESERVED_WEIGHT = weightOf('reserved_mem_cv');
const RESERVED_TOTAL_WEIGHT = weightOf('reserved_mem_rtotal');
const N1_WEIGHT = weightOf('n1_cnt');
/** Kinds that change nodes the score looks at, besides a plain failover: the bounds are stored by kind. */
const KINDS = 6;
/** Shares of sums of squares that rounding can take: a bound stays below the score in spite of it. */
const ROUNDING = 1e-12;

/**
 * Lower bounds of the score after a move, from its difference to the state: for each component the sum and the sum of
 * squares of the nodes' values (less their mean) are kept, and a move changes them by a few products. What cannot be
 * had that way is taken at its best. Moves whose bound is above the best score found need not be tried.
 */
export class Screen {
  readonly #state: State;
  readonly #online: readonly number[];
  readonly #place: Int32Array;
  readonly #columns: ScreenColumns;
  readonly #order: Map<number, number>;
  readonly #peers: PeerTable;
  /** Node values less the mean, [place * count + column], and their sums and sums of squares times the node count. */
  readonly #values: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #slack: Float64Array;
  readonly #reserved: Float64Array;
  readonly #fails: Float64Array;
  readonly #raw = new Float64Array(COMPONENT_COUNT);
  #reservedSum = 0;
  #reservedSquares = 0;
  #reservedMean = 0;
  #reservedTotal = 0;
  #sumsBase = 0;
  #locations = 0;
  // Per instance and kind: sums and squares without the target, and the components that are plain sums.
  readonly #baseSums: Float64Array;
  readonly #baseSquares: Float64Array;
  readonly #plain = new Float64Array(KINDS);
  readonly #resSum = new Float64Array(KINDS);
  readonly #resSquares = new Float64Array(KINDS);
  #own = 0;
  #mem = 0;
  #p = -1;
  #s = -1;
  #reservedP = 0;
  #reservedS = 0;
  /** Bounds of the last `bound`, by kind. */
  readonly bounds = new Float64Array(KINDS);

  constructor(state: State, online: readonly number[], instances: readonly number[]) {
    this.#state = state;
    this.#online = online;
    this.#place = new Int32Array(state.nodes.length).fill(-1);
    for (const [place, n] of online.entries()) this.#place[n] = place;
    this.#columns = screenColumns(state, online, instances);
    this.#order = new Map(instances.map((i, order) => [i, order]));
    this.#peers = new PeerTable(state, online);
    const { count } = this.#columns;
    this.#values = new Float64Array(online.length * count);
    this.#sums = new Float64Array(count);
    this.#squares = new Float64Array(count);
    this.#slack = new Float64Array(count);
    this.#reserved = new Float64Array(online.length);
    this.#fails = new Float64Array(online.length);
    this.#baseSums = new Float64Array(KINDS * count);
    this.#baseSquares = new Float64Array(KINDS * count);
  }

  /** Takes over the state; `plainSum` is the weighted sum of the components that are plain sums, but reserved memory. */
  prepare(plainSum: number, locationsTagged: boolean, changed: Iterable<number>): void {
    const { components, count } = this.#columns;
    const n = this.#online.length;
    for (const node of changed) this.#peers.refresh(node);
    this.#sumsBase = plainSum;
    this.#locations = locationsTagged ? 1 : 0;
    this.#reservedTotal = 0;
    for (const [place, node] of this.#online.entries()) {
      contributions(this.#state.rows, this.#state.row(node), this.#raw, 0, 1);
      for (let k = 0; k < count; k += 1) this.#values[place * count + k] = this.#raw[components[k]!]!;
      this.#reserved[place] = this.#raw[RESERVED]!;
      this.#reservedTotal += this.#raw[RESERVED]!;
      this.#fails[place] = this.#state.rows[this.#state.row(node) + C.FAILS_N1]!;
    }
    for (let k = 0; k < count; k += 1) this.#center(k, n, count);
    this.#reservedMean = this.#reservedTotal / n;
    this.#reservedSum = 0;
    this.#reservedSquares = 0;
    for (let place = 0; place < n; place += 1) {
      const y = this.#reserved[place]! - this.#reservedMean;
      this.#reservedSum += y;
      this.#reservedSquares += y * y;
    }
  }

  #center(k: number, n: number, count: number): void {
    const values = this.#values;
    let mean = 0;
    for (let at = k; at < n * count; at += count) mean += values[at]!;
    mean /= n;
    let sum = 0;
    let squares = 0;
    for (let at = k; at < n * count; at += count) {
      const y = (values[at]! -= mean);
      sum += y;
      squares += y * y;
    }
    this.#sums[k] = sum;
    this.#squares[k] = squares;
    this.#slack[k] = 0.1 * ROUNDING * n * squares;
  }

  /** Starts with an instance: what its moves do apart from the target. */
  begin(i: number): void {
    const state = this.#state;
    const inst = state.instances[i]!;
    const p = state.primary[i]!;
    const s = state.secondary[i]!;
    this.#own = this.#order.get(i)! * 2;
    this.#p = this.#place[p]!;
    this.#s = s === NO_NODE ? -1 : this.#place[s]!;
    this.#mem = inst.reservesMemory && !inst.forthcoming ? inst.mem : 0;
    const internal = inst.mirroring === 'internal';
    this.#base(M.FAILOVER_TO, -1, 0, 0, 0);
    if (internal) {
      this.#base(M.REPLACE_SECONDARY, 0, 0, 0, -1);
      this.#base(M.REPLACE_AND_FAILOVER, -1, 1, 0, -1);
      this.#base(M.REPLACE_PRIMARY, -1, 0, 0, 0);
      this.#base(M.FAILOVER_AND_REPLACE, -1, 0, 1, -1);
    }
    const rows = state.rows;
    this.#reservedP = rows[state.row(p) + C.RESERVED_MEM]!;
    this.#reservedS =
      internal && s !== NO_NODE && !inst.forthcoming
        ? reservedWithout(state.peers(s), rows[state.row(s) + C.RESERVED_MEM]!, p, inst)
        : s === NO_NODE
          ? 0
          : rows[state.row(s) + C.RESERVED_MEM]!;
    this.#plainSums(i, p, s);
    this.#reservedBase(s);
  }

  /** Times that the instance's amounts as primary and secondary are added on its two nodes. */
  #base(kind: number, onPrimary: number, backOnPrimary: number, onSecondary: number, offSecondary: number): void {
    const { count, primary, secondary, scales, exclusive } = this.#columns;
    const [p, s] = [this.#p, this.#s];
    const atP = p < 0 ? 0 : (this.#own + exclusive[p]!) * count;
    const atS = s < 0 ? 0 : (this.#own + exclusive[s]!) * count;
    for (let k = 0; k < count; k += 1) {
      let sum = this.#sums[k]!;
      let squares = this.#squares[k]!;
      if (p >= 0) {
        const d = (onPrimary * primary[atP + k]! + backOnPrimary * secondary[atP + k]!) * scales[p * count + k]!;
        sum += d;
        squares += d * (2 * this.#values[p * count + k]! + d);
      }
      if (s >= 0) {
        const d = (onSecondary * primary[atS + k]! + offSecondary * secondary[atS + k]!) * scales[s * count + k]!;
        sum += d;
        squares += d * (2 * this.#values[s * count + k]! + d);
      }
      this.#baseSums[kind * count + k] = sum;
      this.#baseSquares[kind * count + k] = squares;
    }
  }

  #plainSums(i: number, p: number, s: number): void {
    const state = this.#state;
    const inst = state.instances[i]!;
    const real = inst.forthcoming ? 0 : 1;
    let leaving = 2 * conflictsRemoved(state.tags(p), inst);
    if (real === 1) {
      leaving += state.location[i]! + missedLocations(state.nodes[p]!, inst);
      leaving += this.#locations * inst.exclusionTags.length * state.nodes[p]!.locationTags.length;
    }
    const offP = state.nodes[p]!.offline ? real : 0;
    const offS = s !== NO_NODE && state.nodes[s]!.offline ? real : 0;
    const base = this.#sumsBase;
    const plain = this.#plain;
    // Locations may get better by any move; offline nodes count 4 for an instance and 16 for a primary.
    const settled = base - leaving;
    plain[M.FAILOVER_TO] = settled - 20 * offP + this.#failing(i, p, 1, -1, this.#reservedP);
    if (inst.mirroring !== 'internal') return;
    const pAway = this.#failing(i, p, 1, -1, this.#reservedP);
    const sStays = this.#failing(i, s, 0, 0, this.#reservedS);
    plain[M.REPLACE_SECONDARY] = settled - 4 * offS + this.#failing(i, s, 0, -1, this.#reservedS);
    plain[M.REPLACE_AND_FAILOVER] =
      settled -
      16 * offP -
      4 * offS +
      this.#failing(i, p, 1, 0, this.#reservedP) +
      this.#failing(i, s, 0, -1, this.#reservedS);
    plain[M.REPLACE_PRIMARY] = settled - 20 * offP + pAway + sStays;
    plain[M.FAILOVER_AND_REPLACE] =
      settled - 20 * offP + 16 * offS + pAway + this.#failing(i, s, -1, 0, this.#reservedS);
  }

  /** Change of the count of instances on failing nodes, for a node that fails, at least. */
  #failing(i: number, node: number, memories: number, instances: number, reserved: number): number {
    if (node === NO_NODE || this.#place[node] === -1) return 0;
    const { rows } = this.#state;
    const o = this.#state.row(node);
    if (rows[o + C.FAILS_N1] === 0) return 0;
    const inst = this.#state.instances[i]!;
    if (inst.forthcoming) return 0;
    contributions(rows, o, this.#raw, 0, 1);
    const free = unallocatedMem(rows, o) + memories * (inst.usesMemory ? inst.mem : 0);
    return N1_WEIGHT * (free <= reserved ? instances : -this.#raw[N1]!);
  }

  #reservedBase(secondary: number): void {
    const state = this.#state;
    const s = this.#s;
    let sum = this.#reservedSum;
    let squares = this.#reservedSquares;
    this.#resSum.fill(sum);
    this.#resSquares.fill(squares);
    if (s < 0) return;
    const mem = state.rows[state.row(secondary) + C.TOTAL_MEM]!;
    const y = this.#reserved[s]! - this.#reservedMean;
    const d = this.#reservedS / mem - this.#reserved[s]!;
    sum += d;
    squares += d * (2 * y + d);
    for (const kind of [M.REPLACE_SECONDARY, M.REPLACE_AND_FAILOVER, M.FAILOVER_AND_REPLACE]) {
      this.#resSum[kind] = sum;
      this.#resSquares[kind] = squares;
    }
  }

  /** The part of the score that reserved memory makes, at least, when one more node's becomes `reserved`. */
  #reservedPart(kind: number, place: number, reserved: number): number {
    let sum = this.#resSum[kind]!;
    let squares = this.#resSquares[kind]!;
    if (place >= 0) {
      const state = this.#state;
      const now = reserved / state.rows[state.row(this.#online[place]!) + C.TOTAL_MEM]!;
      const y = this.#reserved[place]! - this.#reservedMean;
      const d = now - this.#reserved[place]!;
      sum += d;
      squares += d * (2 * y + d);
    }
    const n = this.#online.length;
    const spread = (1 - ROUNDING) * n * squares - sum * sum - ROUNDING * n * this.#reservedSquares;
    const total = this.#reservedTotal + (sum - this.#reservedSum);
    return (RESERVED_WEIGHT * Math.sqrt(spread > 0 ? spread : 0)) / n + RESERVED_TOTAL_WEIGHT * total;
  }

  /** Bounds of the moves of the instance to a node, into `bounds`. */
  boundInternal(target: number): void {
    const t = this.#place[target]!;
    const peers = this.#peers;
    const mem = this.#mem;
    const { bounds } = this;
    const fails = N1_WEIGHT * this.#fails[t]!;
    const rt = this.#state.rows[this.#state.row(target) + C.RESERVED_MEM]!;
    const plain = this.#plain;
    const kindRs = M.REPLACE_SECONDARY;
    const kindRf = M.REPLACE_AND_FAILOVER;
    const kindRp = M.REPLACE_PRIMARY;
    const kindFr = M.FAILOVER_AND_REPLACE;
    const [p, s] = [this.#p, this.#s];
    const withP = p < 0 ? mem : peers.at(t, p) + mem;
    const withS = s < 0 ? mem : peers.at(t, s) + mem;
    const onP = p < 0 ? 0 : peers.at(p, t) + mem;
    const onS = s < 0 ? 0 : peers.at(s, t) + mem;
    const rp = this.#reservedP;
    const rs = this.#reservedS;
    let rsBound = plain[kindRs]! + fails + this.#reservedPart(kindRs, t, withP > rt ? withP : rt);
    let rfBound = plain[kindRf]! + fails + this.#reservedPart(kindRf, p, onP > rp ? onP : rp);
    let rpBound = plain[kindRp]! + fails + this.#reservedPart(kindRp, s, onS > rs ? onS : rs);
    let frBound = plain[kindFr]! + fails + this.#reservedPart(kindFr, t, withS > rt ? withS : rt);
    const { count, scales, exclusive, primary, secondary, weights } = this.#columns;
    const n = this.#online.length;
    const values = this.#values;
    const baseSums = this.#baseSums;
    const baseSquares = this.#baseSquares;
    const slack = this.#slack;
    const shrunk = (1 - ROUNDING) * n;
    const amount = (this.#own + exclusive[t]!) * count;
    const at = t * count;
    for (let k = 0; k < count; k += 1) {
      const scale = scales[at + k]!;
      const y2 = 2 * values[at + k]!;
      const w = weights[k]! / n;
      const lost = slack[k]!;
      const dp = primary[amount + k]! * scale;
      const qp = dp * (y2 + dp);
      const ds = secondary[amount + k]! * scale;
      const qs = ds * (y2 + ds);
      let sum = baseSums[kindRs * count + k]! + ds;
      let v = shrunk * (baseSquares[kindRs * count + k]! + qs) - sum * sum - lost;
      rsBound += w * Math.sqrt(v > 0 ? v : 0);
      sum = baseSums[kindRf * count + k]! + dp;
      v = shrunk * (baseSquares[kindRf * count + k]! + qp) - sum * sum - lost;
      rfBound += w * Math.sqrt(v > 0 ? v : 0);
      sum = baseSums[kindRp * count + k]! + dp;
      v = shrunk * (baseSquares[kindRp * count + k]! + qp) - sum * sum - lost;
      rpBound += w * Math.sqrt(v > 0 ? v : 0);
      sum = baseSums[kindFr * count + k]! + ds;
      v = shrunk * (baseSquares[kindFr * count + k]! + qs) - sum * sum - lost;
      frBound += w * Math.sqrt(v > 0 ? v : 0);
    }
    bounds[kindRs] = rsBound;
    bounds[kindRf] = rfBound;
    bounds[kindRp] = rpBound;
    bounds[kindFr] = frBound;
  }

  /** Bound of the move of an instance on shared storage to a node, into `bounds`. */
  boundExternal(target: number): void {
    const t = this.#place[target]!;
    const kind = M.FAILOVER_TO;
    let bound = this.#plain[kind]! + N1_WEIGHT * this.#fails[t]! + this.#reservedPart(kind, -1, 0);
    const { count, scales, exclusive, primary, weights } = this.#columns;
    const n = this.#online.length;
    const amount = (this.#own + exclusive[t]!) * count;
    const at = t * count;
    for (let k = 0; k < count; k += 1) {
      const d = primary[amount + k]! * scales[at + k]!;
      const sum = this.#baseSums[kind * count + k]! + d;
      const squares = this.#baseSquares[kind * count + k]! + d * (2 * this.#values[at + k]! + d);
      const v = (1 - ROUNDING) * n * squares - sum * sum - this.#slack[k]!;
      bound += (weights[k]! / n) * Math.sqrt(v > 0 ? v : 0);
    }
    this.bounds[kind] = bound;
  }
}
