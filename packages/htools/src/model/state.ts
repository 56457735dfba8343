import * as C from './columns.js';
import { NO_NODE, type Instance } from './instance.js';
import type { Node } from './node.js';
import { peerMem, withPeer, withoutPeer, worstPeer, type Peers } from './peers.js';
import { countTags, type TagCounts } from './tag-counts.js';

/** What a state remembers of a node besides its row. The lists are replaced, never changed. */
interface NodeLists {
  readonly primaries: readonly number[];
  readonly secondaries: readonly number[];
  readonly peers: Peers;
  /** Exclusion tags of primaries; the second leaves forthcoming instances out. */
  readonly tags: TagCounts | undefined;
  readonly realTags: TagCounts | undefined;
}

const EMPTY: NodeLists = { primaries: [], secondaries: [], peers: [], tags: undefined, realTags: undefined };

/** A list less the first occurrence of an instance. */
function without(list: readonly number[], i: number): number[] {
  const at = list.indexOf(i);
  return at < 0 ? [...list] : [...list.slice(0, at), ...list.slice(at + 1)];
}

/** Reserved memory of a row once an instance of primary `primary` is secondary there no more. */
export function reservedWithout(peers: Peers, reserved: number, primary: number, inst: Instance): number {
  const old = peerMem(peers, primary);
  if (old < reserved) return reserved;
  const left = inst.reservesMemory ? old - inst.mem : old;
  let worst = left > 0 ? left : 0;
  for (const [node, mem] of peers) {
    if (node === primary) continue;
    if (mem > worst) worst = mem;
    break;
  }
  return worst;
}

/** Reserved memory of a row once an instance of primary `primary` is secondary there too. */
export function reservedWith(peers: Peers, reserved: number, primary: number, inst: Instance): number {
  const mem = peerMem(peers, primary) + (inst.reservesMemory ? inst.mem : 0);
  return mem > reserved ? mem : reserved;
}

/** Where everything is: rows of numbers (columns.ts) and lists of nodes, places of instances. Nodes themselves are shared. */
export class State {
  readonly nodes: readonly Node[];
  readonly rows: Float64Array;
  readonly #lists: NodeLists[];
  /** Copies of rows that nobody needs any more. */
  readonly #spare: Float64Array[] = [];
  readonly instances: Instance[];
  readonly primary: number[];
  readonly secondary: number[];
  /** Failure domains that primary and secondary of an instance share. */
  readonly location: number[];

  constructor(nodes: readonly Node[], from?: State) {
    this.nodes = nodes;
    this.rows = from ? from.rows.slice() : new Float64Array(nodes.length * C.ROW);
    this.#lists = from ? [...from.#lists] : nodes.map(() => EMPTY);
    this.instances = from ? [...from.instances] : [];
    this.primary = from ? [...from.primary] : [];
    this.secondary = from ? [...from.secondary] : [];
    this.location = from ? [...from.location] : [];
  }

  /** A state that changes apart from this one. */
  clone(): State {
    return new State(this.nodes, this);
  }

  /** Start of a node's row. */
  row(node: number): number {
    return node * C.ROW;
  }

  primaries(node: number): readonly number[] {
    return this.#lists[node]!.primaries;
  }

  secondaries(node: number): readonly number[] {
    return this.#lists[node]!.secondaries;
  }

  peers(node: number): Peers {
    return this.#lists[node]!.peers;
  }

  tags(node: number): TagCounts | undefined {
    return this.#lists[node]!.tags;
  }

  realTags(node: number): TagCounts | undefined {
    return this.#lists[node]!.realTags;
  }

  /** Adds an instance that has no place yet; gives its index. */
  addInstance(inst: Instance): number {
    this.instances.push(inst);
    this.primary.push(NO_NODE);
    this.secondary.push(NO_NODE);
    this.location.push(0);
    return this.instances.length - 1;
  }

  /** A copy of a row. */
  #keep(node: number): Float64Array {
    const copy = this.#spare.pop() ?? new Float64Array(C.ROW);
    const from = node * C.ROW;
    for (let c = 0; c < C.ROW; c += 1) copy[c] = this.rows[from + c]!;
    return copy;
  }

  /** Remembers some nodes and instances, and how many instances there are; the result puts all that back, once. */
  save(nodes: readonly number[], instances: readonly number[]): () => void {
    const rows = nodes.map((n) => this.#keep(n));
    const lists = nodes.map((n) => this.#lists[n]!);
    const places = instances.map((i) => [this.primary[i]!, this.secondary[i]!, this.location[i]!] as const);
    const count = this.instances.length;
    return () => {
      for (const [k, n] of nodes.entries()) {
        this.rows.set(rows[k]!, n * C.ROW);
        this.#spare.push(rows[k]!);
        this.#lists[n] = lists[k]!;
      }
      if (this.instances.length > count)
        for (const list of [this.instances, this.primary, this.secondary, this.location]) list.length = count;
      for (const [k, i] of instances.entries()) [this.primary[i], this.secondary[i], this.location[i]] = places[k]!;
    };
  }

  /** Puts the last instance, a placed copy of an earlier one that is nowhere, in its place. */
  settleCopy(copy: number, i: number): void {
    this.listAs(
      copy,
      i,
      [this.primary[copy]!, this.secondary[copy]!].filter((n) => n !== NO_NODE),
    );
    for (const list of [this.primary, this.secondary, this.location]) list[i] = list[copy]!;
    this.instances[i] = this.instances[copy]!;
    for (const list of [this.instances, this.primary, this.secondary, this.location]) list.pop();
  }

  /** Lets the lists of some nodes name an instance by another index. */
  listAs(i: number, index: number, nodes: readonly number[]): void {
    const rename = (list: readonly number[]): number[] => list.map((k) => (k === i ? index : k));
    for (const n of nodes) {
      const lists = this.#lists[n]!;
      this.#lists[n] = { ...lists, primaries: rename(lists.primaries), secondaries: rename(lists.secondaries) };
    }
  }

  /** Enters an instance into the lists of its primary. */
  enterPrimary(i: number, node: number): void {
    const lists = this.#lists[node]!;
    const inst = this.instances[i]!;
    const real = !inst.forthcoming;
    this.#lists[node] = {
      ...lists,
      primaries: real ? [i, ...lists.primaries] : lists.primaries,
      tags: countTags(lists.tags, inst, 1),
      realTags: real ? countTags(lists.realTags, inst, 1) : lists.realTags,
    };
    this.primary[i] = node;
  }

  /** Takes an instance off the lists of its primary. */
  leavePrimary(i: number): void {
    const node = this.primary[i]!;
    const lists = this.#lists[node]!;
    const inst = this.instances[i]!;
    const real = !inst.forthcoming;
    this.#lists[node] = {
      ...lists,
      primaries: real ? without(lists.primaries, i) : lists.primaries,
      tags: countTags(lists.tags, inst, -1),
      realTags: real ? countTags(lists.realTags, inst, -1) : lists.realTags,
    };
  }

  /** Enters an instance, whose primary is known, into the lists of its secondary. */
  enterSecondary(i: number, node: number): void {
    this.secondary[i] = node;
    const inst = this.instances[i]!;
    if (inst.forthcoming) return;
    const lists = this.#lists[node]!;
    const primary = this.primary[i]!;
    const mem = peerMem(lists.peers, primary) + (inst.reservesMemory ? inst.mem : 0);
    const peers = withPeer(lists.peers, primary, mem);
    this.#lists[node] = { ...lists, secondaries: [i, ...lists.secondaries], peers };
  }

  /** Takes an instance, whose primary is still the old one, off the lists of its secondary. */
  leaveSecondary(i: number): void {
    const inst = this.instances[i]!;
    if (inst.forthcoming) return;
    const node = this.secondary[i]!;
    const lists = this.#lists[node]!;
    const primary = this.primary[i]!;
    const left = peerMem(lists.peers, primary) - (inst.reservesMemory ? inst.mem : 0);
    const peers = left > 0 ? withPeer(lists.peers, primary, left) : withoutPeer(lists.peers, primary);
    this.#lists[node] = { ...lists, secondaries: without(lists.secondaries, i), peers };
  }

  /** Enters an instance as it is loaded: the node's figures know it already, peers are built later. */
  loadSecondary(i: number, node: number): void {
    this.secondary[i] = node;
    const lists = this.#lists[node]!;
    if (!this.instances[i]!.forthcoming) this.#lists[node] = { ...lists, secondaries: [i, ...lists.secondaries] };
  }

  /** Sums up what a node reserves for each other one, as loading ends. */
  buildPeers(node: number): void {
    const lists = this.#lists[node]!;
    let peers: Peers = [];
    for (const i of [...lists.secondaries].reverse()) {
      const inst = this.instances[i]!;
      const mem = inst.reservesMemory && !inst.forthcoming ? inst.mem : 0;
      peers = withPeer(peers, this.primary[i]!, peerMem(peers, this.primary[i]!) + mem);
    }
    this.#lists[node] = { ...lists, peers };
    this.rows[this.row(node) + C.RESERVED_MEM] = worstPeer(peers);
  }
}
