import { readFile, rm, stat } from 'node:fs/promises';
import type { CommandRunner } from './exec.js';
import { isMissing } from './files.js';
import { isStill, LockBusy, lockFile, type HeldLock } from './flock.js';

/** A daemon's pid file, locked for as long as the daemon lives. */
export interface PidFile {
  /** Removes the file and lets the lock go. */
  remove(): Promise<void>;
}

/** Somebody else holds the pid file. */
export class AlreadyRunning extends Error {
  constructor(name: string, pid: number | undefined) {
    const who = pid === undefined ? '' : ` (pid ${String(pid)})`;
    super(`already running${who}; stop it first: daemon-util stop ${name}`);
    this.name = 'AlreadyRunning';
  }
}

/** The pid that a pid file holds; undefined when there is no file or no number in it. */
export async function readPid(path: string): Promise<number | undefined> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
  } catch (e) {
    if (isMissing(e)) return undefined;
    throw e;
  }
}

/** How long a daemon that starts waits for others to let go of its pid file. */
const PATIENCE_SECONDS = 2;

async function isProcess(pid: number): Promise<boolean> {
  try {
    await stat(`/proc/${String(pid)}`);
    return true;
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}

/** Writes our pid into the file and keeps it locked; throws AlreadyRunning when another daemon has it. */
export async function claimPidFile(
  run: CommandRunner,
  path: string,
  name: string,
  pid = process.pid,
): Promise<PidFile> {
  for (;;) {
    let lock: HeldLock;
    try {
      // Who looks whether a daemon runs holds the lock for a moment.
      lock = await lockFile(run, path, { waitSeconds: PATIENCE_SECONDS });
    } catch (e) {
      if (e instanceof LockBusy) throw new AlreadyRunning(name, await readPid(path));
      throw e;
    }
    // A daemon that ended between our open and our lock has removed the file we locked: take the next one.
    if (!(await isStill(path, lock))) {
      await lock.release();
      continue;
    }
    await lock.handle.truncate(0);
    await lock.handle.write(`${String(pid)}\n`, 0);
    return {
      async remove() {
        await rm(path, { force: true });
        await lock.release();
      },
    };
  }
}

/** The pid of the daemon that holds the file; undefined when none does, whatever pid a dead one left in it. */
export async function runningPid(run: CommandRunner, path: string): Promise<number | undefined> {
  const pid = await readPid(path);
  if (pid === undefined || !(await isProcess(pid))) return undefined;
  try {
    await (await lockFile(run, path)).release();
    return undefined;
  } catch (e) {
    if (e instanceof LockBusy) return pid;
    throw e;
  }
}
