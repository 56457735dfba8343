import { NO_NODE, type Instance } from '../model/instance.js';
import type { State } from '../model/state.js';

/**
 * The component that counts instances with the same exclusion tag in the same failure domain: over the online nodes of
 * a set, all pairs of domain and tag less the different ones. Kept up to date as instances come and go.
 */
export class LocationExclusion {
  readonly #state: State;
  readonly #counts = new Map<string, number>();
  readonly #member = new Set<number>();
  #pairs = 0;

  constructor(state: State, nodes: readonly number[]) {
    this.#state = state;
    for (const n of nodes) {
      const node = state.nodes[n]!;
      if (node.offline || node.locationTags.length === 0) continue;
      this.#member.add(n);
      for (const [tag, count] of state.realTags(n) ?? [])
        for (const location of node.locationTags) this.#add(location, tag, count);
    }
  }

  #add(location: string, tag: string, count: number): void {
    const key = `${location}\n${tag}`;
    const now = (this.#counts.get(key) ?? 0) + count;
    if (now > 0) this.#counts.set(key, now);
    else this.#counts.delete(key);
    this.#pairs += count;
  }

  /** Whether no node of the set has a failure domain. */
  get idle(): boolean {
    return this.#member.size === 0;
  }

  get value(): number {
    return this.#pairs - this.#counts.size;
  }

  #shift(inst: Instance, node: number, count: number): void {
    if (node === NO_NODE || inst.forthcoming || !this.#member.has(node)) return;
    for (const location of this.#state.nodes[node]!.locationTags)
      for (const tag of inst.exclusionTags) this.#add(location, tag, count);
  }

  /** Notes that an instance's primary changed. */
  move(inst: Instance, from: number, to: number): void {
    if (this.#member.size === 0 || from === to) return;
    this.#shift(inst, from, -1);
    this.#shift(inst, to, 1);
  }

  /** The value if an instance's primary changed. */
  valueIfMoved(inst: Instance, from: number, to: number): number {
    if (this.#member.size === 0 || from === to || inst.exclusionTags.length === 0) return this.value;
    this.move(inst, from, to);
    const { value } = this;
    this.move(inst, to, from);
    return value;
  }
}
