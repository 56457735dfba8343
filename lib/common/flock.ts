import { constants } from 'node:fs';
import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CommandRunner } from './exec.js';
import { isMissing } from './files.js';

/** An flock(2) on an open file; ends with `release` or with this process, whatever ended it. */
export interface HeldLock {
  readonly handle: FileHandle;
  release(): Promise<void>;
}

/** Who else holds the lock is unknown: flock(2) does not tell. */
export class LockBusy extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`'${path}' is locked by another process`);
    this.name = 'LockBusy';
    this.path = path;
  }
}

/** Exit code that we tell flock(1) to use when the lock is taken. */
const BUSY = 75;

/** How long to wait for a lock, and who else may have it. */
export interface LockOptions {
  /** Seconds (default: none). */
  readonly waitSeconds?: number;
  /** Others may hold it as well, when they want it shared too. */
  readonly shared?: boolean;
}

/**
 * Takes a lock on a file, made if it is missing; exclusive unless asked for otherwise. Node has no flock(2): a `flock(1)` child locks the open file
 * description that it shares with us, so the lock stays ours when the child has ended (decision 13).
 * Throws LockBusy when it is taken, at once or after the wait.
 */
export async function lockFile(run: CommandRunner, path: string, options: LockOptions = {}): Promise<HeldLock> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    await lockHandle(run, handle, path, options);
  } catch (e) {
    await handle.close();
    throw e;
  }
  return { handle, release: () => handle.close() };
}

async function lockHandle(
  run: CommandRunner,
  handle: FileHandle,
  path: string,
  { waitSeconds = 0, shared = false }: LockOptions,
): Promise<void> {
  const wait = waitSeconds > 0 ? ['--timeout', String(waitSeconds)] : ['--nonblock'];
  const args = [shared ? '--shared' : '--exclusive', '--conflict-exit-code', String(BUSY), ...wait, '3'];
  const result = await run.tryRun('flock', args, { extraFds: [handle.fd], timeout: (waitSeconds + 30) * 1000 });
  if (result.exitCode === BUSY) throw new LockBusy(path);
  if (result.exitCode !== 0)
    throw new Error(`Can't lock '${path}': ${result.stderr.trim() || `flock exited with ${String(result.exitCode)}`}`);
}

/** Whether a locked file is still the one at its path: it may have been removed or replaced before we had the lock. */
export async function isStill(path: string, lock: HeldLock): Promise<boolean> {
  try {
    return (await stat(path)).ino === (await lock.handle.stat()).ino;
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}
