import * as C from '../model/columns.js';
import { NO_NODE } from '../model/instance.js';
import { reservedWithout, type State } from '../model/state.js';
import { COMPONENT_COUNT, contributions } from '../score/components.js';
import * as M from './move.js';
import { PeerTable } from './peer-table.js';
import { ROUNDING, screenColumns, type ScreenColumns } from './screen-columns.js';
import { ReservedBounds } from './screen-reserved.js';
import { N1_WEIGHT, SumBounds } from './screen-sums.js';

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
  readonly #reserved: ReservedBounds;
  readonly #plain: SumBounds;
  readonly #fails: Float64Array;
  readonly #raw = new Float64Array(COMPONENT_COUNT);
  // Per instance and kind: sums and squares without the target.
  readonly #baseSums: Float64Array;
  readonly #baseSquares: Float64Array;
  #own = 0;
  #mem = 0;
  #p = -1;
  #s = -1;
  #reservedP = 0;
  #reservedS = 0;
  /** Bounds of the last `bound`, by kind. */
  readonly bounds = new Float64Array(M.KINDS);

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
    this.#reserved = new ReservedBounds(state, online);
    this.#plain = new SumBounds(state, this.#place);
    this.#fails = new Float64Array(online.length);
    this.#baseSums = new Float64Array(M.KINDS * count);
    this.#baseSquares = new Float64Array(M.KINDS * count);
  }

  /** Takes over the state; `plainSum` is the weighted sum of the components that are plain sums, but reserved memory. */
  prepare(plainSum: number, locationsTagged: boolean, changed: Iterable<number>): void {
    const { components, count } = this.#columns;
    const n = this.#online.length;
    for (const node of changed) this.#peers.refresh(node);
    this.#plain.prepare(plainSum, locationsTagged);
    this.#reserved.prepare();
    for (const [place, node] of this.#online.entries()) {
      contributions(this.#state.rows, this.#state.row(node), this.#raw, 0, 1);
      for (let k = 0; k < count; k += 1) this.#values[place * count + k] = this.#raw[components[k]!]!;
      this.#fails[place] = this.#state.rows[this.#state.row(node) + C.FAILS_N1]!;
    }
    for (let k = 0; k < count; k += 1) this.#center(k, n, count);
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
    this.#plain.begin(i, this.#reservedP, this.#reservedS);
    this.#reserved.begin(this.#s, this.#reservedS);
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

  /** Bounds of the moves of the instance to a node, into `bounds`. */
  boundInternal(target: number): void {
    const t = this.#place[target]!;
    const peers = this.#peers;
    const mem = this.#mem;
    const { bounds } = this;
    const fails = N1_WEIGHT * this.#fails[t]!;
    const rt = this.#state.rows[this.#state.row(target) + C.RESERVED_MEM]!;
    const plain = this.#plain.kinds;
    const reserved = this.#reserved;
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
    let rsBound = plain[kindRs]! + fails + reserved.part(kindRs, t, withP > rt ? withP : rt);
    let rfBound = plain[kindRf]! + fails + reserved.part(kindRf, p, onP > rp ? onP : rp);
    let rpBound = plain[kindRp]! + fails + reserved.part(kindRp, s, onS > rs ? onS : rs);
    let frBound = plain[kindFr]! + fails + reserved.part(kindFr, t, withS > rt ? withS : rt);
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
    let bound = this.#plain.kinds[kind]! + N1_WEIGHT * this.#fails[t]! + this.#reserved.part(kind, -1, 0);
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
