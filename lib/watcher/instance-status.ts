import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandRunner } from '../common/exec.js';
import { isMissing, type Files } from '../common/files.js';
import { LockBusy, lockFile } from '../common/flock.js';
import type { Paths } from '../common/paths.js';
import { messageOf } from './errors.js';
import type { WatcherLog } from './log.js';

/** Name and status of an instance, as the files hold them. */
export type StatusLine = readonly [instance: string, status: string];

/** Seconds to wait for the file of all groups: whoever holds its lock needs less. */
const LOCK_SECONDS = 10;
const MODE = 0o600;

/** The file with the states of the instances of a node group. */
export function groupStatusFile(paths: Paths, group: string): string {
  return join(paths.dirs.data, `watcher.${group}.instance-status`);
}

/** The file with the states of all instances (`/var/run/ganeti/instance-status`). */
export function clusterStatusFile(paths: Paths): string {
  return join(paths.dirs.run, 'instance-status');
}

/** A line for each instance, sorted; no newline at the end, as in the original. */
export function statusText(lines: readonly StatusLine[]): string {
  return lines
    .map(([instance, status]) => `${instance} ${status}`)
    .sort()
    .join('\n');
}

function parseStatus(text: string): StatusLine[] {
  return text.split('\n').flatMap((line): StatusLine[] => {
    const [, name, status] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    return name === undefined || status === undefined ? [] : [[name, status]];
  });
}

/** The states of files of several ages in one: where an instance is in more than one, the newest counts. */
export function mergeStatus(
  files: readonly { readonly mtimeMs: number; readonly lines: readonly StatusLine[] }[],
): StatusLine[] {
  const oldestFirst = [...files].sort((a, b) => a.mtimeMs - b.mtimeMs);
  return [...new Map(oldestFirst.flatMap(({ lines }) => lines))];
}

export interface StatusFilesDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly run: CommandRunner;
  readonly log: WatcherLog;
}

/** Writes the states of a group's instances, then those of all known groups into the common file. */
export async function updateStatusFiles(
  deps: StatusFilesDependencies,
  group: string,
  lines: readonly StatusLine[],
  knownGroups: readonly string[],
): Promise<void> {
  const { paths, files } = deps;
  await files.writeAtomic(groupStatusFile(paths, group), statusText(lines), { mode: MODE, durable: false });
  await mergeFiles(deps, knownGroups);
}

async function mergeFiles(deps: StatusFilesDependencies, groups: readonly string[]): Promise<void> {
  const { paths, files, run, log } = deps;
  const path = clusterStatusFile(paths);
  try {
    const lock = await lockFile(run, path, { waitSeconds: LOCK_SECONDS });
    try {
      const found = await Promise.all(groups.map((group) => readGroup(groupStatusFile(paths, group), log)));
      const merged = mergeStatus(found.filter((file) => file !== undefined));
      await files.writeAtomic(path, statusText(merged), { mode: MODE, durable: false });
    } finally {
      await lock.release();
    }
  } catch (e) {
    if (!(e instanceof LockBusy)) throw e;
    log.error(`The states of all instances are not written: ${messageOf(e)}`);
  }
}

async function readGroup(path: string, log: WatcherLog): Promise<{ mtimeMs: number; lines: StatusLine[] } | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return { mtimeMs, lines: parseStatus(await readFile(path, 'utf8')) };
  } catch (e) {
    // Each group's process writes its own file; another one may not have come to it yet.
    if (isMissing(e)) log.error(`There is no '${path}' (yet); its instances are left out`);
    else log.error(`The states of a node group cannot be read: ${messageOf(e)}`);
    return undefined;
  }
}
