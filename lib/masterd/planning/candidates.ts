import { compareNicely } from '@gnt/objects';
import { candidateStats } from '../../config/queries.js';
import type { Node, Snapshot } from './objects.js';

/** Whether one more node that joins (or comes back) is to be a master candidate. */
export function joinsCandidates(cfg: Snapshot, without: readonly string[] = []): boolean {
  const { now, wanted } = candidateStats(cfg, without);
  return now < Math.min(wanted + 1, cfg.cluster.candidate_pool_size);
}

/** Nodes to promote until there are as many master candidates as there should be, those of lower names first. */
export function nodesToPromote(cfg: Snapshot, without: readonly string[] = []): Node[] {
  const { now, wanted } = candidateStats(cfg, without);
  const able = Object.values(cfg.nodes).filter(
    (n) => n.master_capable && !n.master_candidate && !n.offline && !n.drained && !without.includes(n.uuid),
  );
  return able.sort((a, b) => compareNicely(a.name, b.name)).slice(0, Math.max(0, wanted - now));
}
