import { statfs } from 'node:fs/promises';
import { networkInterfaces, release } from 'node:os';
import { RELEASE_VERSION } from '@gnt/constants';
import { MOND_EXTRA_COLLECTORS } from '@gnt/protocol';
import { parseDrbd } from '../parse/drbd.js';
import { parseMeminfo, parseMounts, parseNetDev } from '../parse/proc.js';
import { cpuLoadCollector, type CpuLoad } from './cpu-load.js';
import { DRBD_FILE } from './drbd.js';
import type { Collector, CollectorDependencies } from './interface.js';

/** Bytes of memory, by what they are used for. */
export async function memoryOf({ files }: Pick<CollectorDependencies, 'files'>): Promise<Record<string, number>> {
  const info = parseMeminfo(await files.readText('/proc/meminfo'));
  const names = {
    total: 'MemTotal',
    free: 'MemFree',
    available: 'MemAvailable',
    buffers: 'Buffers',
    cached: 'Cached',
    swap_total: 'SwapTotal',
    swap_free: 'SwapFree',
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, field]) => {
      const bytes = info.get(field);
      return bytes === undefined ? [] : [[name, bytes]];
    }),
  );
}

async function fileSystems({ files, log }: CollectorDependencies): Promise<unknown[]> {
  const rows = await Promise.all(
    parseMounts(await files.readText('/proc/mounts')).map(async ({ device, mount, type }) => {
      try {
        const { bsize, blocks, bfree, bavail } = await statfs(mount);
        return [{ device, mount, type, total: blocks * bsize, free: bfree * bsize, available: bavail * bsize }];
      } catch (err) {
        log.debug({ err, mount }, 'a file system does not tell its size');
        return [];
      }
    }),
  );
  return rows.flat();
}

async function interfaces({ files }: CollectorDependencies): Promise<unknown[]> {
  const addresses = networkInterfaces();
  return parseNetDev(await files.readText('/proc/net/dev')).map(({ name, ...counters }) => ({
    name,
    addresses: (addresses[name] ?? []).map((a) => a.cidr ?? a.address),
    ...counters,
  }));
}

async function versions({ files }: CollectorDependencies): Promise<Record<string, string>> {
  const drbd = await files.readTextIfPresent(DRBD_FILE);
  const version = drbd === undefined ? undefined : parseDrbd(drbd, new Map()).versionInfo.version;
  return { ganeti: RELEASE_VERSION, linux: release(), ...(version === undefined ? {} : { drbd: version }) };
}

/** What the node's operating system has and uses. */
export function nodeResourcesCollector(deps: CollectorDependencies): Collector {
  const cpu = cpuLoadCollector(deps);
  return {
    name: 'node-os-resources',
    row: MOND_EXTRA_COLLECTORS['node-os-resources'],
    ...(cpu.update ? { update: cpu.update } : {}),
    async collect() {
      const load = (await cpu.collect()) as Partial<CpuLoad>;
      return {
        cpu_number: load.cpu_number ?? null,
        cpus: load.cpus ?? [],
        memory: await memoryOf(deps),
        filesystem: await fileSystems(deps),
        NICs: await interfaces(deps),
        versions: await versions(deps),
      };
    },
  };
}
