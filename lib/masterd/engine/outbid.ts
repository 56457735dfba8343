import { ganetiError } from '@gnt/protocol';
import type { Logger } from '../../common/log.js';
import { EPOCH_KIND, positionText } from '../../journal/index.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { Opened } from './open.js';

/** Seconds that a candidate gets to answer. */
const SECONDS = 10;
/** How often a higher epoch is asked for, while somebody else does the same. */
const TRIES = 3;

/**
 * A failover that was given up half way leaves candidates which refuse this master although nobody took its place. Once
 * the nodes have confirmed that this is the master, it begins an epoch above all that the candidates have promised to.
 */
export async function outbidPromises(
  { journal, epochs }: Pick<Opened, 'journal' | 'epochs'>,
  { rpc, self, candidates, log }: { rpc: RpcRunner; self: string; candidates: readonly string[]; log: Logger },
): Promise<void> {
  const ask = async (epoch?: number): Promise<{ promised: number; refused: boolean }> => {
    const answers =
      epoch === undefined
        ? await rpc.many(candidates, 'journal_state', {}, { timeout: SECONDS })
        : await rpc.many(candidates, 'journal_promise', { epoch, master: self }, { timeout: SECONDS });
    const standings = [...answers.values()].flatMap((a) => (a.ok ? [a.payload] : []));
    const promised = Math.max(0, ...standings.map((standing) => standing.promised));
    return { promised, refused: standings.some(({ accepted }) => !accepted) };
  };
  let { promised } = await ask();
  if (promised <= journal.head.epoch) return;
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const epoch = promised + 1;
    const answer = await ask(epoch);
    promised = answer.promised;
    if (answer.refused) continue;
    const { position, durable } = journal.startEpoch(epoch, { reason: 'a failover was given up' });
    await durable;
    epochs.add([{ position, kind: EPOCH_KIND }]);
    log.warn({ position: positionText(position) }, 'a failover to another node did not come about; a new epoch begins');
    return;
  }
  throw ganetiError('JobQueueError', ['Another node is becoming master; see gnt-cluster getmaster, and try again']);
}
