import { ECODE_NOENT, ECODE_NOTUNIQUE, OpPrereqError } from '@gnt/protocol';
import { expandName } from '../../../config/queries.js';
import type { Instance, Network, Node, NodeGroup, Snapshot } from '../../planning/objects.js';

interface Named {
  readonly name: string;
  readonly uuid: string;
}

function expand<T extends Named>(
  kind: string,
  objects: Readonly<Record<string, T>>,
  given: string | null,
  expected: string | null,
): T {
  const found = given === null ? undefined : expandName(Object.values(objects), given);
  if (!found) throw new OpPrereqError(`${kind} '${given ?? ''}' not known`, ECODE_NOENT);
  if (expected !== null && found.uuid !== expected) {
    throw new OpPrereqError(
      `${kind} '${found.name}' has the UUID '${found.uuid}', the job names '${expected}': it was replaced by another of the same name since the job was submitted`,
      ECODE_NOTUNIQUE,
    );
  }
  return found;
}

/** The node a name means; when a UUID is given with it, it must be that node's. */
export function expandNode(cfg: Snapshot, name: string | null, uuid: string | null = null): Node {
  return expand('Node', cfg.nodes, name, uuid);
}

/** The instance a name means; when a UUID is given with it, it must be that instance's. */
export function expandInstance(cfg: Snapshot, name: string, uuid: string | null = null): Instance {
  return expand('Instance', cfg.instances, name, uuid);
}

/** The nodes named; all of the cluster when none is. */
export function wantedNodes(cfg: Snapshot, names: readonly string[]): Node[] {
  return names.length > 0 ? names.map((name) => expandNode(cfg, name)) : Object.values(cfg.nodes);
}

/** The instances named; all of the cluster when none is. */
export function wantedInstances(cfg: Snapshot, names: readonly string[]): Instance[] {
  return names.length > 0 ? names.map((name) => expandInstance(cfg, name)) : Object.values(cfg.instances);
}

/** The group of a name or UUID; without one the cluster's only group. */
export function lookupGroup(cfg: Snapshot, target: string | null): NodeGroup {
  const groups = Object.values(cfg.nodegroups);
  if (target === null) {
    const [only] = groups;
    if (only && groups.length === 1) return only;
    throw new OpPrereqError('The cluster has more than one node group: name the one you mean', ECODE_NOENT);
  }
  const found = cfg.nodegroups[target] ?? groups.find((g) => g.name === target);
  if (!found) throw new OpPrereqError(`Node group '${target}' not found`, ECODE_NOENT);
  return found;
}

/** The network of a name or UUID. */
export function lookupNetwork(cfg: Snapshot, target: string): Network {
  const found = cfg.networks[target] ?? Object.values(cfg.networks).find((n) => n.name === target);
  if (!found) throw new OpPrereqError(`Network '${target}' not found`, ECODE_NOENT);
  return found;
}

/** Names of nodes, for messages. */
export function nodeNames(cfg: Snapshot, uuids: Iterable<string>): string[] {
  return [...uuids].map((uuid) => cfg.nodes[uuid]?.name ?? uuid);
}

/** Name of a node, for messages. */
export function nodeName(cfg: Snapshot, uuid: string): string {
  return cfg.nodes[uuid]?.name ?? uuid;
}
