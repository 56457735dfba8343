import { DT_EXT, INSTST_RUNNING } from '@gnt/constants';
import { allNodes } from '../model/groups.js';
import { Instance } from '../model/instance.js';
import type { ISpec } from '../model/policy.js';
import { primaryFault } from '../model/row.js';
import type { State } from '../model/state.js';
import { TAG_STANDBY } from '../model/tags.js';
import { switched } from './balanced.js';

/** An instance that takes some times a specification, rounded down, and no disk. */
export function roomFor(spec: ISpec, factor: number): Instance {
  return new Instance({
    name: 'room',
    mem: Math.floor(factor * spec['memory-size']),
    disk: 0,
    disks: [],
    vcpus: Math.floor(factor * spec['cpu-count']),
    status: INSTST_RUNNING,
    tags: [],
    autoBalance: false,
    diskTemplate: DT_EXT,
    spindleUse: Math.floor(factor * spec['spindle-use']),
    nics: [],
    forthcoming: false,
  });
}

/** Whether every node has room for an instance. */
export function hasRoom(state: State, room: Instance): boolean {
  return allNodes(state).every((n) => primaryFault(state.rows, state.row(n), room, false, false) === 0);
}

/** Nodes that may be switched off: not the master, nobody's secondary, and nothing stored on them; the fullest first. */
export function offlineCandidates(state: State): number[] {
  return allNodes(state)
    .filter((n) => {
      const node = state.nodes[n]!;
      if (node.offline || node.isMaster || state.secondaries(n).length > 0) return false;
      return !state.primaries(n).some((i) => state.instances[i]!.usesLocalStorage);
    })
    .sort((a, b) => state.primaries(b).length - state.primaries(a).length);
}

/** Nodes that stand by. */
export function onlineCandidates(state: State): number[] {
  return allNodes(state).filter((n) => {
    const { offline, tags } = state.nodes[n]!;
    return offline && tags.some((tag) => tag.startsWith(TAG_STANDBY));
  });
}

function works(state: State, nodes: readonly number[], offline: boolean, room: Instance): boolean {
  const after = switched(state, nodes, offline).state;
  return after.primary.every((p) => !after.nodes[p]!.offline) && hasRoom(after, room);
}

/** Candidates that can all be off, each node left still having room; the last candidates first. */
export function nodesToOffline(state: State, candidates: readonly number[], room: Instance): number[] {
  let chosen: number[] = [];
  for (const n of [...candidates].reverse()) if (works(state, [n, ...chosen], true, room)) chosen = [n, ...chosen];
  return chosen;
}

/** The first candidates that give room enough when they are on; undefined when even all do not. */
export function nodesToOnline(state: State, candidates: readonly number[], room: Instance): number[] | undefined {
  for (let count = 0; count <= candidates.length; count += 1) {
    const some = candidates.slice(0, count);
    if (works(state, some, false, room)) return some;
  }
  return undefined;
}
