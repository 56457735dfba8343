import { OpExecError } from '@gnt/protocol';
import type { LuxiHandler } from '../context.js';

/** Pauses the watcher on the master and all candidates; answers the time it was given. */
export const setWatcherPause: LuxiHandler<'SetWatcherPause'> = async ({ duration: until }, { cfg, rpc }) => {
  const { nodes, cluster } = cfg.snapshot;
  const master = cluster.master_node;
  const targets = Object.values(nodes).filter((n) => n.uuid === master || n.master_candidate);
  const results = await rpc.many(
    targets.map((n) => n.uuid),
    'set_watcher_pause',
    { until },
  );
  const mine = results.get(master);
  if (mine && !mine.ok) throw new OpExecError(`The watcher's pause cannot be set on the master: ${mine.error}`);
  return until;
};
