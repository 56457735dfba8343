import { chown, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { DAEMONS_GROUP, JOB_QUEUE_FILES_PERMS, MASTERD_USER } from '@gnt/constants';
import { decompress, type Compressed } from '@gnt/protocol';
import type { Clock } from '../../../common/clock.js';
import type { CommandRunner } from '../../../common/exec.js';
import { isMissing } from '../../../common/files.js';
import { lockFile } from '../../../common/flock.js';
import { LingeringLock } from '../../../common/lingering-lock.js';
import type { Paths } from '../../../common/paths.js';
import { machineOwnership, type Ownership } from '../../../common/users.js';
import { localizeVirtualPath } from '../../../common/virtual-path.js';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { isBelow } from '../../storage/file/allowed-paths.js';
import { MAX_FILE_BYTES } from './upload.js';

type QueueContext = Pick<NodeContext, 'paths' | 'files'>;

/** Seconds to wait for the queue's lock, as the original does. */
const LOCK_SECONDS = 10;

/** The lock of the queue directory, which other programs of the node take too. */
export function createQueueLock(clock: Clock, run: CommandRunner, paths: Paths): LingeringLock {
  return new LingeringLock(clock, () => lockFile(run, paths.file('queueLock'), { waitSeconds: LOCK_SECONDS }));
}

function queueFile(ctx: QueueContext, path: string): string {
  const local = localizeVirtualPath(ctx.paths, path);
  if (local !== normalize(local) || !isBelow(ctx.paths.file('queueDir'), local)) {
    throw new NodeError(`File '${path}' does not lie in the job queue`);
  }
  return local;
}

function queueOwner(ctx: QueueContext): Promise<Ownership> {
  return machineOwnership({ user: MASTERD_USER, group: DAEMONS_GROUP }, ctx.paths);
}

/** Writes a file of the queue. */
export async function updateQueueFile(ctx: QueueContext, path: string, content: Compressed): Promise<void> {
  const file = queueFile(ctx, path);
  await ctx.files.writeAtomic(file, decompress(content, MAX_FILE_BYTES), {
    mode: JOB_QUEUE_FILES_PERMS,
    ...(await queueOwner(ctx)),
  });
}

/** Renames files of the queue; directories of the archive are made as needed. */
export async function renameQueueFiles(
  ctx: QueueContext,
  renames: readonly (readonly [string, string])[],
): Promise<null[]> {
  const pairs = renames.map(([from, to]) => [queueFile(ctx, from), queueFile(ctx, to)] as const);
  const owner = await queueOwner(ctx);
  for (const [from, to] of pairs) {
    const directory = dirname(to);
    const made = await mkdir(directory, { recursive: true, mode: 0o750 });
    if (made !== undefined && owner.uid !== undefined) await chown(directory, owner.uid, owner.gid ?? -1);
    await ctx.files.rename(from, to);
  }
  return pairs.map(() => null);
}

/** Removes all job files, those of the archive's first level too; the lock stays. */
export async function purgeQueue(ctx: QueueContext): Promise<void> {
  await cleanDirectory(ctx.paths.file('queueDir'), [ctx.paths.file('queueLock')]);
  await cleanDirectory(ctx.paths.file('queueArchiveDir'));
}

/** Sets or clears the flag that refuses new jobs. */
export async function setDrainFlag(ctx: QueueContext, drained: boolean): Promise<void> {
  const flag = ctx.paths.file('queueDrain');
  if (drained) await ctx.files.writeAtomic(flag, '', { mode: JOB_QUEUE_FILES_PERMS, ...(await queueOwner(ctx)) });
  else await ctx.files.remove(flag);
}

/** Removes the visible regular files of a directory but those to be kept. */
export async function cleanDirectory(directory: string, keep: readonly string[] = []): Promise<void> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (e) {
    if (isMissing(e)) return;
    throw e;
  }
  for (const name of names) {
    const path = join(directory, name);
    if (name.startsWith('.') || keep.includes(path)) continue;
    if ((await lstat(path)).isFile()) await rm(path, { force: true });
  }
}
