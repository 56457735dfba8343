import { readFile, readdir, stat } from 'node:fs/promises';
import type { Clock } from '../../common/clock.js';

/** Processes of this machine as drivers see them; handed in, so that tests need none. */
export interface Processes {
  /** Arguments of a live process; undefined when there is none (or only a zombie). */
  commandLine(pid: number): Promise<readonly string[] | undefined>;
  /** Sends a signal; false when there is no such process. */
  signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): boolean;
  /** Users that processes run as. */
  userIds(): Promise<ReadonlySet<number>>;
}

/** The machine's own, through /proc. */
export const systemProcesses: Processes = {
  async commandLine(pid) {
    try {
      const text = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8');
      return text === '' ? undefined : text.replace(/\0$/, '').split('\0');
    } catch {
      return undefined;
    }
  },
  signal(pid, signal) {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  },
  async userIds() {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const owners = await Promise.all(pids.map((pid) => stat(`/proc/${pid}`).catch(() => undefined)));
    return new Set(owners.flatMap((s) => (s === undefined ? [] : [s.uid])));
  },
};

/** Waits until the process is gone; false when it is still there after `ms`. */
export async function waitUntilGone(processes: Processes, clock: Clock, pid: number, ms: number): Promise<boolean> {
  const end = clock.now() + ms;
  for (;;) {
    if ((await processes.commandLine(pid)) === undefined) return true;
    if (clock.now() >= end) return false;
    await clock.sleep(50);
  }
}

/** Ends a process: asks, and after `graceMs` kills; true when it is gone. */
export async function endProcess(processes: Processes, clock: Clock, pid: number, graceMs = 30_000): Promise<boolean> {
  if (!processes.signal(pid, 'SIGTERM')) return true;
  if (await waitUntilGone(processes, clock, pid, graceMs)) return true;
  processes.signal(pid, 'SIGKILL');
  return waitUntilGone(processes, clock, pid, 5_000);
}
