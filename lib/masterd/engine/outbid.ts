import type { Logger } from '../../common/log.js';
import { EPOCH_KIND, positionText, type FollowerCalls } from '../../journal/index.js';
import type { Opened } from './open.js';

/**
 * A failover that was given up half way leaves candidates which refuse this master although nobody took its place. Once
 * the nodes have confirmed that this is the master, it begins an epoch above all that the candidates have promised to.
 */
export async function outbidPromises(
  { journal, epochs }: Pick<Opened, 'journal' | 'epochs'>,
  candidates: readonly string[],
  calls: Pick<FollowerCalls, 'state'>,
  log: Logger,
): Promise<void> {
  const answers = await Promise.all(candidates.map((node) => calls.state(node)));
  const promised = Math.max(0, ...answers.map((answer) => (answer.kind === 'answer' ? answer.promised : 0)));
  if (promised <= journal.head.epoch) return;
  const { position, durable } = journal.startEpoch(promised + 1, { reason: 'a failover was given up' });
  await durable;
  epochs.add([{ position, kind: EPOCH_KIND }]);
  log.warn(
    { position: positionText(position), promised },
    'candidates were told to refuse this master by a failover that did not come about; a new epoch begins',
  );
}
