import { LOCKSET_NAME, type LockLevel } from '@gnt/constants';
import type { ConfigSnapshot } from '../../config/interface.js';
import type { LockWait } from '../locking/waiting.js';
import { commaJoin } from '../planning/text.js';

/** As many names as fit a line of the log. */
const SHOWN = 5;

/** For what a job waits and who stands in its way, for the job's log. */
export function waitingText({ claim, holders, ahead }: LockWait, cfg: ConfigSnapshot): string {
  const names = [...claim.names].map((name) => lockName(cfg, claim.level, name)).sort();
  const more = names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : '';
  const reasons = [
    ...(holders.length > 0 ? [`held by ${jobs(holders)}`] : []),
    ...(ahead.length > 0 ? [`${jobs(ahead)} waiting before this one`] : []),
  ];
  const what = `${claim.level} ${names.length === 1 ? 'lock' : 'locks'} ${commaJoin(names.slice(0, SHOWN))}${more}`;
  return `Waiting for ${claim.mode} ${what}: ${reasons.length > 0 ? reasons.join('; ') : 'too few are free'}`;
}

function jobs(ids: readonly string[]): string {
  return `job${ids.length === 1 ? '' : 's'} ${commaJoin([...ids].sort((a, b) => Number(a) - Number(b)))}`;
}

/** Locks are named by UUID, which says little to people. */
function lockName(cfg: ConfigSnapshot, level: LockLevel, name: string): string {
  if (name === LOCKSET_NAME) return name;
  if (level === 'node' || level === 'node-res') return cfg.nodes[name]?.name ?? name;
  if (level === 'nodegroup') return cfg.nodegroups[name]?.name ?? name;
  if (level === 'network') return cfg.networks[name]?.name ?? name;
  return name;
}
