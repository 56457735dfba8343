import type { Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
import { COMPONENTS, COMPONENT_COUNT, contributions, LOCATION_EXCLUSION } from './components.js';
import { LocationExclusion } from './location-exclusion.js';

/** Rows that differ from the state in a placement that is tried, and the primary that moves with it. */
export interface Change {
  /** How many rows differ. */
  count: number;
  readonly nodes: Int32Array;
  readonly rows: Float64Array;
  /** Starts of the rows. */
  readonly offsets: Int32Array;
  instance: Instance | undefined;
  fromPrimary: number;
  toPrimary: number;
}

function stddev(values: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let i = start; i < start + count; i += 1) sum += values[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = start; i < start + count; i += 1) {
    const d = values[i]! - mean;
    squares += d * d;
  }
  return Math.sqrt(squares / count);
}

function total(values: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let i = start; i < start + count; i += 1) sum += values[i]!;
  return sum;
}

/** Statistics that look at online nodes, by component; -1 where none does. */
const ONLINE = COMPONENTS.map((c) => c.nodes === 'online');

const PLAIN = COMPONENTS.flatMap(({ statistic, name }, k) =>
  statistic === 'stddev' || name === 'reserved_mem_rtotal' ? [] : [k],
);

/**
 * The score of a set of nodes, equal to the last bit to the original's: values are added in its order. Values of nodes
 * are kept by component; what a placement leaves alone is not computed again, and components that are the same on all
 * nodes (forthcoming ones without forthcoming instances, say) are computed once.
 */
export class Score {
  readonly #state: State;
  readonly #place: Int32Array;
  readonly #online: readonly number[];
  readonly #offline: readonly number[];
  readonly #onlineValues: Float64Array;
  readonly #offlineValues: Float64Array;
  readonly #values = new Float64Array(COMPONENT_COUNT);
  readonly #alias = new Int32Array(COMPONENT_COUNT);
  readonly #fresh = new Float64Array(3 * COMPONENT_COUNT);
  readonly #trial = new Float64Array(COMPONENT_COUNT);
  readonly #location: LocationExclusion;

  /** `nodes` ascend. */
  constructor(state: State, nodes: readonly number[]) {
    this.#state = state;
    this.#place = new Int32Array(state.nodes.length).fill(-1);
    this.#online = nodes.filter((n) => !state.nodes[n]!.offline);
    this.#offline = nodes.filter((n) => state.nodes[n]!.offline);
    for (const list of [this.#online, this.#offline]) for (const [i, n] of list.entries()) this.#place[n] = i;
    this.#onlineValues = new Float64Array(this.#online.length * COMPONENT_COUNT);
    this.#offlineValues = new Float64Array(this.#offline.length * COMPONENT_COUNT);
    this.#location = new LocationExclusion(state, nodes);
    for (const n of nodes) this.#enter(n);
    this.#alias.fill(-1);
    for (let k = 0; k < COMPONENT_COUNT; k += 1) {
      for (let j = 0; j < k && this.#alias[k] === -1; j += 1) if (this.#sameValues(k, j)) this.#alias[k] = j;
      this.#values[k] = this.#compute(k);
    }
  }

  #sameValues(k: number, j: number): boolean {
    const a = COMPONENTS[k]!;
    const b = COMPONENTS[j]!;
    if (a.statistic !== b.statistic || a.statistic === 'map' || a.nodes !== b.nodes) return false;
    const values = ONLINE[k] ? this.#onlineValues : this.#offlineValues;
    const n = ONLINE[k] ? this.#online.length : this.#offline.length;
    for (let i = 0; i < n; i += 1) if (values[k * n + i] !== values[j * n + i]) return false;
    return true;
  }

  #enter(n: number): void {
    const { rows, nodes } = this.#state;
    const offline = nodes[n]!.offline;
    const values = offline ? this.#offlineValues : this.#onlineValues;
    const stride = offline ? this.#offline.length : this.#online.length;
    contributions(rows, this.#state.row(n), values, this.#place[n]!, stride);
  }

  #compute(k: number): number {
    const { statistic } = COMPONENTS[k]!;
    if (this.#online.length === 0 && !(ONLINE[k] === false && this.#offline.length > 0)) return 0;
    if (statistic === 'map') return this.#location.value;
    const values = ONLINE[k] ? this.#onlineValues : this.#offlineValues;
    const n = ONLINE[k] ? this.#online.length : this.#offline.length;
    return statistic === 'stddev' ? stddev(values, k * n, n) : total(values, k * n, n);
  }

  #sum(values: Float64Array): number {
    // Without a node online the original has no component at all.
    if (this.#online.length === 0) return 0;
    let sum = 0;
    for (let k = 0; k < COMPONENT_COUNT; k += 1) sum += COMPONENTS[k]!.weight * values[k]!;
    return sum;
  }

  /** The score of the state. */
  get value(): number {
    return this.#sum(this.#values);
  }

  /** Weighted sum of the components that are plain sums, without that of reserved memory. */
  get plainSum(): number {
    let sum = 0;
    for (const k of PLAIN) sum += COMPONENTS[k]!.weight * this.#values[k]!;
    return sum;
  }

  /** Whether failure domains count. */
  get usesLocations(): boolean {
    return !this.#location.idle;
  }

  /** Values of the components, none when no node is online. */
  get components(): readonly number[] {
    return this.#online.length === 0 ? [] : [...this.#values];
  }

  /** Takes over rows of nodes that changed in the state; `inst` moved its primary. */
  refresh(nodes: Iterable<number>, inst: Instance | undefined, fromPrimary: number, toPrimary: number): void {
    if (inst) this.#location.move(inst, fromPrimary, toPrimary);
    for (const n of nodes) if (this.#place[n] !== -1) this.#enter(n);
    for (let k = 0; k < COMPONENT_COUNT; k += 1) {
      if (this.#alias[k] !== -1 && !this.#sameValues(k, this.#alias[k]!)) this.#alias[k] = -1;
      this.#values[k] = this.#alias[k] === -1 ? this.#compute(k) : this.#values[this.#alias[k]!]!;
    }
  }

  /** The score that a change would give; the state stays. */
  valueWith(change: Change): number {
    const fresh = this.#fresh;
    for (let c = 0; c < change.count; c += 1)
      contributions(change.rows, change.offsets[c]!, fresh, c * COMPONENT_COUNT, 1);
    for (let k = 0; k < COMPONENT_COUNT; k += 1) this.#trial[k] = this.#valueOf(k, change);
    return this.#sum(this.#trial);
  }

  #valueOf(k: number, change: Change): number {
    if (k === LOCATION_EXCLUSION)
      return change.instance && this.#online.length > 0
        ? this.#location.valueIfMoved(change.instance, change.fromPrimary, change.toPrimary)
        : this.#values[k]!;
    const alias = this.#alias[k]!;
    const online = ONLINE[k]!;
    const values = online ? this.#onlineValues : this.#offlineValues;
    const n = online ? this.#online.length : this.#offline.length;
    let changed = false;
    let same = alias !== -1;
    for (let c = 0; c < change.count; c += 1) {
      if (!this.#counts(change.nodes[c]!, online)) continue;
      const now = this.#fresh[c * COMPONENT_COUNT + k]!;
      if (now !== values[k * n + this.#place[change.nodes[c]!]!]) changed = true;
      if (same && now !== this.#fresh[c * COMPONENT_COUNT + alias]) same = false;
    }
    if (!changed) return this.#values[k]!;
    if (same) return this.#trial[alias]!;
    for (let c = 0; c < change.count; c += 1) this.#swap(k, c, change, values, n, online);
    const value = this.#compute(k);
    for (let c = change.count - 1; c >= 0; c -= 1) this.#swap(k, c, change, values, n, online);
    return value;
  }

  #counts(node: number, online: boolean): boolean {
    return this.#place[node] !== -1 && this.#state.nodes[node]!.offline !== online;
  }

  #swap(k: number, c: number, change: Change, values: Float64Array, n: number, online: boolean): void {
    const node = change.nodes[c]!;
    if (!this.#counts(node, online)) return;
    const at = k * n + this.#place[node]!;
    const kept = values[at]!;
    values[at] = this.#fresh[c * COMPONENT_COUNT + k]!;
    this.#fresh[c * COMPONENT_COUNT + k] = kept;
  }
}
