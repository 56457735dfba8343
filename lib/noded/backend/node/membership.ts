import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFD, KVMD, MASTERD, MOND, SS_MASTER_NODE } from '@gnt/constants';
import { isMissing } from '../../../common/files.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { cleanDirectory, purgeQueue } from '../files/job-queue.js';
import { removeOwnKey } from './ssh-key.js';
import { changeDaemon, daemonUtil } from './daemons.js';

/** Takes away what only a master candidate has: config.data, of which a backup stays. Refused on the master. */
export async function demoteFromCandidate(
  ctx: Pick<NodeContext, 'paths' | 'clock' | 'ssconf' | 'resolver' | 'run' | 'programs' | 'environment' | 'log'>,
): Promise<void> {
  if ((await ctx.ssconf.value(SS_MASTER_NODE)) === ctx.resolver.hostname) {
    throw new NodeError("this node is the master by its ssconf files, so it can't be demoted");
  }
  if ((await daemonUtil(ctx, ['check', MASTERD])).exitCode === 0)
    throw new NodeError("this node can't be demoted while its master daemon runs");
  const file = ctx.paths.file('configData');
  try {
    await copyFile(file, `${file}.backup-${String(Math.floor(ctx.clock.now() / 1000))}`);
  } catch (e) {
    if (!isMissing(e)) throw e;
  }
  await rm(file, { force: true });
}

/** Files whose loss ends a node's membership. */
const SECRETS = ['hmacKey', 'rapiPem', 'spicePem', 'spiceCaPem', 'serverPem'] as const;

/** Removes everything of the cluster from this node; the caller ends the daemon afterwards. */
export async function leaveCluster(ctx: NodeContext, modifySshSetup: boolean): Promise<void> {
  await cleanDirectory(ctx.paths.dirs.data);
  await cleanDirectory(ctx.paths.file('cryptoKeysDir'));
  await purgeQueue(ctx);
  if (modifySshSetup && !ctx.paths.virtual) {
    try {
      await removeOwnKey(ctx.files);
    } catch (e) {
      ctx.log.error({ reason: messageOf(e) }, "this node's SSH key could not be removed");
    }
  }
  for (const name of SECRETS) await rm(ctx.paths.file(name), { force: true });
  await rm(join(ctx.paths.dirs.run, 'master-ip'), { force: true });
  for (const daemon of [CONFD, MOND, KVMD]) await changeDaemon(ctx, 'stop', daemon);
}
