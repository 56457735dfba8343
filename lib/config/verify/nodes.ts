import { UUID_REGEX } from '@gnt/constants';
import { NDC_GLOBALS, NDS_PARAMETER_TYPES, fillGroupNDParams, fillIPolicy, fillNDParams } from '@gnt/objects';
import type { ConfigSnapshot } from '../interface.js';
import { candidateStats } from '../queries.js';
import { policyFaults, typeFaults } from './cluster.js';

const uuidLike = new RegExp(UUID_REGEX);

/** Faults of nodes, and of who is master and candidate. */
export function* nodeFaults(cfg: ConfigSnapshot): Generator<string> {
  const master = cfg.nodes[cfg.cluster.master_node];
  if (master && !master.master_candidate) yield 'Master node is not a master candidate';
  const { now, wanted } = candidateStats(cfg);
  if (now < wanted) yield `Not enough master candidates: actual ${String(now)}, target ${String(wanted)}`;
  for (const node of Object.values(cfg.nodes)) {
    const { master_candidate, drained, offline } = node;
    if ([master_candidate, drained, offline].filter(Boolean).length > 1) {
      yield `Node ${node.name} can't be all of this at once: master_candidate=${String(master_candidate)}, drain=${String(drained)}, offline=${String(offline)}`;
    }
    const group = cfg.nodegroups[node.group];
    if (group)
      yield* typeFaults(`node ${node.name}`, 'ndparams', fillNDParams(cfg.cluster, group, node), NDS_PARAMETER_TYPES);
    const globals = NDC_GLOBALS.filter((name) => Object.hasOwn(node.ndparams, name));
    if (globals.length > 0) yield `Node '${node.name}' has some global parameters set: ${globals.join(', ')}`;
  }
}

/** Faults of node groups. */
export function* groupFaults(cfg: ConfigSnapshot): Generator<string> {
  const names = new Set<string>();
  for (const group of Object.values(cfg.nodegroups)) {
    if (uuidLike.test(group.name.toLowerCase()))
      yield `node group '${group.name}' (uuid: '${group.uuid}') has uuid-like name`;
    if (names.has(group.name)) yield `duplicate node group name '${group.name}'`;
    names.add(group.name);
    const owner = `group ${group.name}`;
    yield* policyFaults(owner, fillIPolicy(cfg.cluster, group.ipolicy), false);
    if (Object.keys(group.ndparams).length > 0)
      yield* typeFaults(owner, 'ndparams', fillGroupNDParams(cfg.cluster, group), NDS_PARAMETER_TYPES);
    for (const network of Object.keys(group.networks)) {
      if (!Object.hasOwn(cfg.networks, network))
        yield `node group '${group.name}' is connected to the unknown network '${network}'`;
    }
  }
}
