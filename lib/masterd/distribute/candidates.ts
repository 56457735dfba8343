import type { ConfigSnapshot } from '../../config/interface.js';

type Node = ConfigSnapshot['nodes'][string];

/** The other nodes that must be able to take over: master candidates that are online, without the master itself. */
export function otherCandidates({ nodes, cluster }: ConfigSnapshot): Node[] {
  return Object.values(nodes).filter((n) => n.master_candidate && !n.offline && n.uuid !== cluster.master_node);
}

/** All nodes that are not marked offline. */
export function onlineNodes({ nodes }: ConfigSnapshot): Node[] {
  return Object.values(nodes).filter((n) => !n.offline);
}
