import { X509Certificate } from 'node:crypto';

/** Days that archived jobs and old files of the watcher are left alone. */
export const KEEP_DAYS = 21;
/** Logs of this program that are kept for each mode. */
export const KEEP_LOGS = 50;

const DAY_MS = 86_400_000;
const WATCHER_FILE = /^watcher\..*-.*-.*-.*\.(data|instance-status)$/;

/** Whether a file is older than the days to keep: whole days count, as they do for find(1). */
export function isOld(mtimeMs: number, nowMs: number): boolean {
  return Math.floor((nowMs - mtimeMs) / DAY_MS) > KEEP_DAYS;
}

/** Whether the watcher wrote a file for a node group; groups come and go. */
export function isWatcherFile(name: string): boolean {
  return WATCHER_FILE.test(name);
}

/** Whether a certificate has expired; what cannot be read as one has not. */
export function hasExpired(pem: string, nowMs: number): boolean {
  try {
    return Date.parse(new X509Certificate(pem).validTo) < nowMs;
  } catch {
    return false;
  }
}

/** Names of logs that are too many; their names sort by time. */
export function surplusLogs(names: readonly string[]): string[] {
  return [...names].sort().slice(0, Math.max(0, names.length - KEEP_LOGS));
}

/** The name of a run's log: local time and process. */
export function logName(now: Date, pid: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `cleaner-${day}T${two(now.getHours())}_${two(now.getMinutes())}.${String(pid)}.log`;
}
