import { HT_KVM } from '@gnt/constants';
import type { ClusterData, PlacedInstance } from './cluster.js';
import * as C from './columns.js';
import { HtoolsError } from './error.js';
import { NO_NODE } from './instance.js';
import { missedLocations, sharedLocations } from './location.js';
import { commonSuffix, lookupName } from './names.js';
import type { Node } from './node.js';
import { unallocatedMem } from './row.js';
import { State } from './state.js';
import { conflictsAdded } from './tag-counts.js';
import * as tags from './tags.js';
import { BASE_UTILISATION, type Utilisation } from './utilisation.js';

/** What an operator adds to the data of a cluster. */
export interface LoadOptions {
  /** Loads of instances by name. */
  readonly utilisation?: readonly (readonly [string, Utilisation])[];
  /** Exclusion tag prefixes besides those of the cluster's tags. */
  readonly exclusionTags?: readonly string[];
  /** Only these may move, when any are given. */
  readonly selectedInstances?: readonly string[];
  readonly excludedInstances?: readonly string[];
  /** Enter every instance twice, as the original does with the data of an allocator request (its ExtLoader.hs). */
  readonly twice?: boolean;
}

/** A cluster with everything derived. */
export interface Cluster {
  readonly data: ClusterData;
  readonly state: State;
}

/** Memory figure that decides N+1 as data are loaded: 3.1 takes what is unallocated, 3.0 took what was reported free. */
export type N1Rule = 'unallocated' | 'reported';

function stripped(name: string, suffix: string): string {
  return name.slice(0, name.length - suffix.length);
}

/** Enters a node's own figures and limits into its row. */
export function enterLimits(state: State, n: number, node: Node): void {
  const { rows } = state;
  const o = state.row(n);
  rows[o + C.NODE_MEM] = node.nodeMem;
  rows[o + C.MAX_SPINDLES] = node.policy['spindle-ratio'] * node.totalSpindles;
  rows[o + C.MAX_VCPUS] = Math.floor(node.policy['vcpu-ratio'] * node.totalCpus);
  rows[o + C.MAX_CPU_RATIO] = node.policy['vcpu-ratio'];
  rows[o + C.MIN_FREE_DISK] = Math.floor(node.minDiskRatio * node.totalDisk);
  rows[o + C.OFFLINE] = node.offline ? 1 : 0;
}

function startRow(state: State, n: number, node: Node): void {
  const { rows } = state;
  const o = state.row(n);
  rows[o + C.TOTAL_MEM] = node.totalMem;
  rows[o + C.TOTAL_DISK] = node.totalDisk;
  rows[o + C.TOTAL_CPUS] = node.totalCpus;
  rows[o + C.CPU_SPEED] = node.cpuSpeed;
  rows[o + C.TOTAL_SPINDLES] = node.totalSpindles;
  rows[o + C.EXCLUSIVE_STORAGE] = node.exclusiveStorage ? 1 : 0;
  rows[o + C.FREE_MEM_ALL] = node.freeMem;
  rows[o + C.FREE_DISK] = rows[o + C.FREE_DISK_ALL] = node.freeDisk;
  rows[o + C.USED_CPUS] = rows[o + C.USED_CPUS_ALL] = node.nodeCpus;
  rows[o + C.FREE_SPINDLES] = rows[o + C.FREE_SPINDLES_ALL] = node.freeSpindles;
  enterLimits(state, n, node);
}

/** Figures that a forthcoming instance adds though no node reports them. */
function addForthcomingDisk(state: State, o: number, i: number): void {
  const inst = state.instances[i]!;
  const { rows } = state;
  if (inst.usesLocalStorage) rows[o + C.FREE_DISK_ALL]! -= inst.disk;
  const spindles = inst.totalSpindles;
  if (rows[o + C.EXCLUSIVE_STORAGE] === 0) rows[o + C.FREE_SPINDLES_ALL] = 0;
  else if (spindles === undefined) rows[o + C.FREE_SPINDLES_ALL] = -1;
  else rows[o + C.FREE_SPINDLES_ALL]! -= spindles;
}

function useSpindles(state: State, o: number, i: number): void {
  const inst = state.instances[i]!;
  const use = inst.usesLocalStorage && state.rows[o + C.EXCLUSIVE_STORAGE] === 0 ? inst.spindleUse : 0;
  if (!inst.forthcoming) state.rows[o + C.USED_SPINDLES]! += use;
  state.rows[o + C.USED_SPINDLES_ALL]! += use;
}

function loadPrimary(state: State, i: number, n: number): void {
  const { rows } = state;
  const o = state.row(n);
  const inst = state.instances[i]!;
  const cpus = inst.offline ? 0 : inst.vcpus;
  rows[o + C.TAG_CONFLICTS]! += conflictsAdded(state.tags(n), inst);
  rows[o + C.USED_CPUS_ALL]! += cpus;
  if (!inst.usesMemory) rows[o + C.FREE_MEM_ALL]! -= inst.mem;
  useSpindles(state, o, i);
  if (inst.forthcoming) addForthcomingDisk(state, o, i);
  else {
    rows[o + C.PRIMARIES]! += 1;
    rows[o + C.USED_CPUS]! += cpus;
    rows[o + C.LOAD_CPU]! += inst.util.cpu;
    rows[o + C.LOAD_MEM]! += inst.util.mem;
    rows[o + C.LOAD_DISK]! += inst.util.disk;
    rows[o + C.LOAD_NET]! += inst.util.net;
    rows[o + C.LOCATION_SCORE]! += state.location[i]! + missedLocations(state.nodes[n]!, inst);
  }
  state.enterPrimary(i, n);
}

function loadSecondary(state: State, i: number, n: number): void {
  const o = state.row(n);
  const inst = state.instances[i]!;
  useSpindles(state, o, i);
  if (inst.forthcoming) addForthcomingDisk(state, o, i);
  else {
    state.rows[o + C.SECONDARIES]! += 1;
    state.rows[o + C.LOAD_DISK]! += inst.util.disk;
  }
  state.loadSecondary(i, n);
}

function prefixed(all: readonly string[], prefixes: readonly string[]): string[] {
  return all.filter((tag) => prefixes.some((prefix) => tag.startsWith(prefix)));
}

function prepareInstances(data: ClusterData, options: LoadOptions, suffix: string): void {
  const names = data.instances.map(({ instance }) => instance.name);
  const selected = (options.selectedInstances ?? []).map((name) => lookupName(names, name));
  const excluded = (options.excludedInstances ?? []).map((name) => lookupName(names, name));
  const unknown = [...selected, ...excluded].filter((m) => !m.good).map((m) => m.name);
  if (unknown.length > 0)
    throw new HtoolsError(
      `the cluster has no instance ${unknown.join(', ')}; check --select-instances and --exclude-instances`,
    );
  const selectedNames = new Set(selected.map((m) => m.name));
  const excludedNames = new Set(excluded.map((m) => m.name));
  const loads = new Map(options.utilisation ?? []);
  const exclusion = [...(options.exclusionTags ?? []), ...tags.exclusionPrefixes(data.tags)];
  const desired = tags.desiredLocationPrefixes(data.tags);
  for (const { instance } of data.instances) {
    instance.util = loads.get(instance.name) ?? instance.util;
    instance.alias = stripped(instance.name, suffix);
    instance.exclusionTags = prefixed(instance.tags, exclusion);
    instance.locationTags = [...new Set(prefixed(instance.tags, desired))];
    if (excludedNames.has(instance.name) || (selectedNames.size > 0 && !selectedNames.has(instance.name)))
      instance.movable = false;
  }
}

function prepareNodes(data: ClusterData, suffix: string): void {
  for (const node of data.nodes) {
    node.alias = stripped(node.name, suffix);
    node.policy = data.groups[node.group]!.policy;
    node.locationTags = tags.locationTags(data.tags, node.tags);
    node.migrationTags = tags.migrationTags(data.tags, node.tags);
    node.acceptedMigrationTags = tags.acceptedMigrationTags(data.tags, node.tags);
  }
}

/** The domain that names of nodes and instances share. */
export function clusterSuffix(data: ClusterData): string {
  return commonSuffix([...data.nodes.map((n) => n.name), ...data.instances.map((p) => p.instance.name)]);
}

function addInstance(state: State, { instance, primary, secondary }: PlacedInstance): void {
  const i = state.addInstance(instance);
  const pnode = state.nodes[primary]!;
  const snode = secondary === NO_NODE ? undefined : state.nodes[secondary];
  state.location[i] = sharedLocations(pnode, snode);
  if (snode && snode.group !== pnode.group) instance.movable = false;
}

function placeInstances(data: ClusterData, state: State): void {
  for (const [i, { primary, secondary }] of data.instances.entries()) {
    loadPrimary(state, i, primary);
    if (secondary !== NO_NODE) loadSecondary(state, i, secondary);
  }
}

/** Derives the state of a cluster from its data: tags, aliases, policies, loads and lists. */
export function mergeCluster(data: ClusterData, options: LoadOptions = {}): Cluster {
  const suffix = clusterSuffix(data);
  prepareInstances(data, options, suffix);
  prepareNodes(data, suffix);
  const state = new State(data.nodes);
  for (const [n, node] of data.nodes.entries()) startRow(state, n, node);
  for (const placed of data.instances) addInstance(state, placed);
  if (options.twice) {
    const loads = data.instances.map(({ instance }) => instance.util);
    for (const { instance } of data.instances) instance.util = BASE_UTILISATION;
    placeInstances(data, state);
    for (const [i, { instance }] of data.instances.entries()) instance.util = loads[i]!;
  }
  placeInstances(data, state);
  for (let n = 0; n < data.nodes.length; n += 1) state.buildPeers(n);
  return { data, state };
}

/** Completes memory figures from what instances use; tells nodes whose figures do not add up. */
export function completeMemory(
  { data, state }: Cluster,
  staticNodeMem: number,
  rule: N1Rule = 'unallocated',
): string[] {
  const { rows } = state;
  const messages: string[] = [];
  for (const [n, node] of data.nodes.entries()) {
    const o = state.row(n);
    if (staticNodeMem > 0 && node.hypervisor === HT_KVM) node.nodeMem = staticNodeMem;
    rows[o + C.NODE_MEM] = node.nodeMem;
    const here = state.primaries(n).map((i) => state.instances[i]!);
    const used = here.reduce((sum, inst) => sum + (inst.usesMemory ? inst.mem : 0), 0);
    const missing = Math.trunc(node.totalMem) - node.nodeMem - used - node.freeMem;
    rows[o + C.INSTANCE_MEM] = used;
    rows[o + C.MISSING_MEM] = missing;
    const reserved = rows[o + C.RESERVED_MEM]!;
    const fails = rule === 'unallocated' ? unallocatedMem(rows, o) <= reserved : node.freeMem < reserved;
    rows[o + C.FAILS_N1] = fails ? 1 : 0;
    const disks = [...state.primaries(n), ...state.secondaries(n)].map((i) => state.instances[i]!.disk);
    const missingDisk = Math.trunc(node.totalDisk) - node.freeDisk - disks.reduce((sum, d) => sum + d, 0);
    if (missing > 512 || missingDisk > 1024)
      messages.unshift(
        `node ${node.name} is missing ${String(missing)} MB ram and ${String(Math.floor(missingDisk / 1024))} GB disk`,
      );
  }
  return messages;
}
