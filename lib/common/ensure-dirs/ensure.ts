import { chmod, chown, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { JOB_QUEUE_FILES_PERMS } from '@gnt/constants';
import { isMissing } from '../files.js';
import type { Paths } from '../paths.js';
import { ownership, type Accounts, type Ownership } from '../users.js';
import { ensuredPaths, GROUPS, USERS, type EnsuredPath } from './table.js';

export interface EnsureOptions {
  readonly paths: Paths;
  readonly accounts: Accounts;
  readonly euid: number;
  /** Archived jobs too, which may be many. */
  readonly fullRun?: boolean;
}

/** Makes the directories of this node and puts modes and owners right; a virtual node only gets its directories. */
export async function ensureDirs({ paths, accounts, euid, fullRun }: EnsureOptions): Promise<void> {
  for (const entry of ensuredPaths(paths)) {
    const owner = ownership(
      accounts,
      { user: USERS[entry.user], group: GROUPS[entry.group] },
      { virtual: paths.virtual, euid },
    );
    if (entry.kind === 'directory') await ensureDirectory(entry, owner);
    else if (paths.virtual) continue;
    else if (entry.kind === 'file') await correct(entry.path, entry.mode, owner);
    else await correctJobs(entry.path, entry.mode, owner);
  }
  if (fullRun !== true || paths.virtual) return;
  const owner = ownership(accounts, { user: USERS.masterd, group: GROUPS.daemons }, { virtual: false, euid });
  await correctBelow(paths.file('queueArchiveDir'), owner);
}

async function ensureDirectory({ path, mode }: EnsuredPath, owner: Ownership): Promise<void> {
  const made = await mkdir(path, { recursive: true });
  // A directory that was there keeps its mode where we may not give it an owner either.
  if (made !== undefined || owner.uid !== undefined) await correct(path, mode, owner);
}

/** Gives a path mode and owner if they are others; one that is missing is none of our business, a link is never followed. */
async function correct(path: string, mode: number, { uid, gid }: Ownership): Promise<void> {
  try {
    const info = await lstat(path);
    if (info.isSymbolicLink()) return;
    if ((uid !== undefined && info.uid !== uid) || (gid !== undefined && info.gid !== gid)) {
      await chown(path, uid ?? info.uid, gid ?? info.gid);
    }
    if ((info.mode & 0o7777) !== mode) await chmod(path, mode);
  } catch (e) {
    if (!isMissing(e)) throw e;
  }
}

async function correctJobs(directory: string, mode: number, owner: Ownership): Promise<void> {
  for (const name of await readdir(directory))
    if (/^job-\d+$/.test(name)) await correct(join(directory, name), mode, owner);
}

async function correctBelow(directory: string, owner: Ownership): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    await correct(path, entry.isDirectory() ? 0o750 : JOB_QUEUE_FILES_PERMS, owner);
    if (entry.isDirectory()) await correctBelow(path, owner);
  }
}
