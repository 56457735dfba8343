import type { LuxiHandler } from '../context.js';

/**
 * Pauses the watcher; answers the time it was given. The journal has it (decision 5) and brings the file to master and
 * candidates; candidates are told as well, for those that run the original and so that none is late.
 */
export const setWatcherPause: LuxiHandler<'SetWatcherPause'> = async ({ duration: until }, { cfg, rpc, queue }) => {
  await queue.setWatcherPause(until);
  const { nodes, cluster } = cfg.snapshot;
  const candidates = Object.values(nodes).filter((n) => n.uuid !== cluster.master_node && n.master_candidate);
  // A candidate that does not answer gets the file from the journal when it returns.
  await rpc.many(
    candidates.map((n) => n.uuid),
    'set_watcher_pause',
    { until },
  );
  return until;
};
