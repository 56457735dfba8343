import { join } from 'node:path';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import { parseProcessStat, parseResident, parseUptimeSeconds, type ProcessStat } from './parse/proc.js';

/** A live process. */
export interface LiveProcess {
  readonly argv: readonly string[];
  readonly stat: ProcessStat;
  readonly residentBytes: number;
  /** Seconds. */
  readonly uptime: number;
}

/** A QEMU process of this node. */
export interface KvmGuest extends LiveProcess {
  readonly name: string;
  readonly pid: number;
  /** MiB, as given at its start. */
  readonly memory: number;
  readonly vcpus: number;
}

/** Where to look. */
export interface ProcessSources {
  readonly files: Files;
  readonly paths: Paths;
}

/** A process by its number; undefined when there is none. */
export async function processOf(files: Files, pid: number): Promise<LiveProcess | undefined> {
  try {
    const own = ['cmdline', 'stat', 'status'].map((name) => `/proc/${String(pid)}/${name}`);
    const [command, stat, status, boot] = await Promise.all([...own, '/proc/uptime'].map((f) => files.readText(f)));
    const parsed = parseProcessStat(stat ?? '');
    if (parsed.state === 'Z') return undefined;
    return {
      argv: (command ?? '').split('\0'),
      stat: parsed,
      residentBytes: parseResident(status ?? ''),
      uptime: parseUptimeSeconds(boot ?? '') - parsed.startedAfterBoot,
    };
  } catch {
    // It ended meanwhile, or never was.
    return undefined;
  }
}

/** The number in a pid file. */
export async function pidIn(files: Files, file: string): Promise<number | undefined> {
  const text = (await files.readTextIfPresent(file))?.trim() ?? '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

/** The guest of a name, if its pid file names a process that is truly it. */
export async function findGuest({ files, paths }: ProcessSources, name: string): Promise<KvmGuest | undefined> {
  const pid = await pidIn(files, join(paths.file('kvmDir'), 'pid', name));
  const process = pid === undefined ? undefined : await processOf(files, pid);
  if (pid === undefined || process === undefined) return undefined;
  const value = (option: string): string | undefined => process.argv[process.argv.indexOf(option) + 1]?.split(',')[0];
  if (!process.argv.includes('-name') || value('-name') !== name) return undefined;
  const number = (option: string): number =>
    process.argv.includes(option) ? Number.parseInt(value(option) ?? '0', 10) : 0;
  return { ...process, name, pid, memory: number('-m'), vcpus: number('-smp') };
}

/** All guests that run on this node, by name. */
export async function runningGuests(sources: ProcessSources): Promise<KvmGuest[]> {
  const names = await sources.files.list(join(sources.paths.file('kvmDir'), 'pid'));
  const guests = await Promise.all(names.sort().map((name) => findGuest(sources, name)));
  return guests.filter((guest) => guest !== undefined);
}

/** Whether a guest's user shut it down, as ganeti-kvmd or the node daemon noticed. */
export async function shutDownByUser({ files, paths }: ProcessSources, name: string): Promise<boolean> {
  return (await files.list(join(paths.file('kvmDir'), 'ctrl'))).includes(`${name}.shutdown`);
}
