import { EXIT_NOTMASTER, MASTER_VOTING_RETRIES, MASTER_VOTING_RETRY_INTERVALL } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import { DaemonStartError } from '../../common/daemon.js';
import type { Logger } from '../../common/log.js';
import type { ConfigSnapshot } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';

/** Throws, with the exit code for it, unless the configuration says that this node is the master. */
export function checkIsMaster(cfg: ConfigSnapshot, hostname: string): void {
  const master = cfg.nodes[cfg.cluster.master_node]?.name ?? 'unknown';
  if (master === hostname) return;
  throw new DaemonStartError(
    `This is not the master node: the master is '${master}', this node is '${hostname}'; start it there, or make this node the master with 'gnt-cluster master-failover'`,
    EXIT_NOTMASTER,
  );
}

/** What the nodes say about who is master. */
export interface VoteCount {
  readonly inFavour: number;
  /** Nodes that did not answer, offline ones included. */
  readonly unknown: number;
  readonly voters: number;
}

/** The outcome of a vote: a strict majority of all nodes decides. */
export function judgeVote({ inFavour, unknown, voters }: VoteCount): 'won' | 'open' | 'lost' {
  if (2 * inFavour > voters) return 'won';
  return 2 * (inFavour + unknown) > voters ? 'open' : 'lost';
}

interface VoteDependencies {
  readonly rpc: RpcRunner;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Asks every node who is master until a majority says it is us; throws when that cannot happen any more, or when too
 * many nodes stay silent (`Ganeti/Daemon/Utils.hs` of the original).
 */
export async function winVote(
  cfg: ConfigSnapshot,
  hostname: string,
  { rpc, clock, log }: VoteDependencies,
): Promise<void> {
  for (let retries = MASTER_VOTING_RETRIES; ; retries--) {
    const answers = await rpc.many(Object.keys(cfg.nodes), 'master_node_name', {});
    const votes = [...answers.values()].flatMap((a) => (a.ok ? [a.payload] : []));
    const count = {
      inFavour: votes.filter((name) => name === hostname).length,
      unknown: answers.size - votes.length,
      voters: answers.size,
    };
    const verdict = judgeVote(count);
    log.info({ ...count, verdict }, 'asked the nodes who is master');
    if (verdict === 'won') return;
    if (verdict === 'lost') {
      const others = [...new Set(votes.filter((name) => name !== hostname))].join(', ');
      throw new DaemonStartError(
        `Voting cannot be won by ${hostname}: ${String(count.voters - count.inFavour - count.unknown)} of ${String(count.voters)} nodes name ${others}; run 'gnt-cluster master-failover' here if this node shall be the master`,
        EXIT_NOTMASTER,
      );
    }
    if (retries <= 0) {
      throw new Error(
        `Only ${String(count.inFavour)} of ${String(count.voters)} nodes confirm that this is the master, ${String(count.unknown)} do not answer; start their node daemons, or pass --no-voting --yes-do-it if you are sure`,
      );
    }
    await clock.sleep(MASTER_VOTING_RETRY_INTERVALL * 1000);
  }
}
