import {
  IALLOCATOR_MODE_ALLOC,
  IALLOCATOR_MODE_ALLOCATE_SECONDARY,
  IALLOCATOR_MODE_CHG_GROUP,
  IALLOCATOR_MODE_MULTI_ALLOC,
  IALLOCATOR_MODE_NODE_EVAC,
  IALLOCATOR_MODE_RELOC,
  NODE_EVAC_MODES,
} from '@gnt/constants';
import { findGroup, type ClusterData } from '../model/cluster.js';
import { HtoolsError } from '../model/error.js';
import type { Instance } from '../model/instance.js';
import { completeMemory, mergeCluster, type Cluster, type N1Rule } from '../model/load.js';
import { desiredLocationPrefixes, exclusionPrefixes } from '../model/tags.js';
import type { EvacuationMode } from '../evacuate/solution.js';
import { parseMessage, readInstance, readRequestCluster } from './read.js';
import { asInteger, asList, asObject, asRecord, asText, type JsonRecord, type Reader } from './record.js';

/** An instance that is asked for. */
export interface Wanted {
  readonly instance: Instance;
  readonly nodes: number;
  readonly group: string | undefined;
}

/** What an allocator is asked; instances, nodes and groups are indices. */
export type Task =
  | { readonly type: 'allocate'; readonly wanted: Wanted; readonly restrictTo: readonly string[] | undefined }
  | { readonly type: 'multi-allocate'; readonly wanted: readonly Wanted[] }
  | { readonly type: 'allocate-secondary'; readonly instance: number }
  | { readonly type: 'relocate'; readonly instance: number; readonly nodes: number; readonly from: readonly number[] }
  | { readonly type: 'node-evacuate'; readonly instances: readonly number[]; readonly mode: EvacuationMode }
  | { readonly type: 'change-group'; readonly instances: readonly number[]; readonly targets: readonly number[] };

/** A request: the cluster and the task, and what does not add up in the cluster. */
export interface AllocatorRequest {
  readonly cluster: Cluster;
  readonly task: Task;
  readonly warnings: readonly string[];
}

const BAD = 'invalid request dict';

function tagged(instance: Instance, data: ClusterData): Instance {
  const matching = (prefixes: readonly string[]): string[] =>
    instance.tags.filter((tag) => prefixes.some((prefix) => tag.startsWith(prefix)));
  instance.exclusionTags = matching(exclusionPrefixes(data.tags));
  instance.locationTags = [...new Set(matching(desiredLocationPrefixes(data.tags)))];
  return instance;
}

function wanted(record: JsonRecord, group: string | undefined, data: ClusterData): Wanted {
  const name = record.get(BAD, 'name', asText);
  const nodes = record.get(BAD, 'required_nodes', asInteger);
  return { instance: tagged(readInstance(name, record), data), nodes, group };
}

function one(found: readonly number[], name: string): number {
  if (found.length !== 1) throw new HtoolsError(`Wrong number of elems found with name ${name}`);
  return found[0]!;
}

const asMode: Reader<EvacuationMode> = (v) => {
  const mode = NODE_EVAC_MODES.find((m) => m === v);
  if (mode === undefined) throw new HtoolsError(`Invalid value for type EvacMode: ${String(v)}`);
  return mode;
};

function readTask(request: JsonRecord, data: ClusterData): Task {
  const type = request.get(BAD, 'type', asText);
  const group = (): string | undefined => request.maybe(BAD, 'group_name', asText);
  const known = (name: string): number => {
    const at = data.instances.findIndex((p) => p.instance.name === name);
    if (at < 0) throw new HtoolsError(`Unknown instance '${name}'`);
    return at;
  };
  const named = (name: string): number =>
    one(
      data.instances.flatMap(({ instance }, i) => (instance.name === name || instance.alias === name ? [i] : [])),
      name,
    );
  const node = (name: string): number =>
    one(
      data.nodes.flatMap((n, i) => (n.name === name || n.alias === name ? [i] : [])),
      name,
    );
  const instances = (): number[] => request.get(BAD, 'instances', asList(asText)).map(named);
  switch (type) {
    case IALLOCATOR_MODE_ALLOC: {
      const asked = wanted(request, group(), data);
      return { type, wanted: asked, restrictTo: request.maybe(BAD, 'restrict-to-nodes', asList(asText)) };
    }
    case IALLOCATOR_MODE_MULTI_ALLOC: {
      const all = request.get(BAD, 'instances', asList(asObject));
      return { type, wanted: all.map((r) => wanted(r, group(), data)) };
    }
    case IALLOCATOR_MODE_ALLOCATE_SECONDARY:
      return { type, instance: known(request.get(BAD, 'name', asText)) };
    case IALLOCATOR_MODE_RELOC: {
      const instance = known(request.get(BAD, 'name', asText));
      const nodes = request.get(BAD, 'required_nodes', asInteger);
      return { type, instance, nodes, from: request.get(BAD, 'relocate_from', asList(asText)).map(node) };
    }
    case IALLOCATOR_MODE_NODE_EVAC:
      return { type, instances: instances(), mode: request.get(BAD, 'evac_mode', asMode) };
    case IALLOCATOR_MODE_CHG_GROUP: {
      const list = instances();
      const targets = request.get(BAD, 'target_groups', asList(asText)).map((name) => {
        const found = findGroup(data.groups, name);
        if (found === undefined) throw new HtoolsError(`Wrong number of elems found with name ${name}`);
        return found;
      });
      return { type, instances: list, targets };
    }
    default:
      throw new HtoolsError(`Invalid request type '${type}'`);
  }
}

/** Reads a request as Ganeti writes it for allocators; throws HtoolsError with what is wrong. */
export function readRequest(text: string, staticNodeMem: number, rule?: N1Rule): AllocatorRequest {
  const message = parseMessage(text);
  const request = message.get('invalid iallocator message', 'request', asRecord);
  const cluster = mergeCluster(readRequestCluster(message));
  const warnings = completeMemory(cluster, staticNodeMem, rule);
  return { cluster, task: readTask(request, cluster.data), warnings };
}
