import { join } from 'node:path';
import type { Files } from '../../common/files.js';
import type { Paths } from '../../common/paths.js';
import { HypervisorError } from './errors.js';
import type { HypervisorNodeInfo } from './interface.js';

/** What a virtual node has, in `vnode.json`: memory and disk in MiB. */
export interface VirtualNode {
  readonly memory: number;
  readonly disk: number;
  readonly cpus: number;
  readonly boot_id: string;
}

/** Tells a driver what its node has. */
export interface NodeInfoProvider {
  /** True when free memory already leaves out what guests use by their definition, not only what they really take. */
  readonly countsGuests: boolean;
  read(): Promise<HypervisorNodeInfo>;
}

/** Where a virtual node's file lies; real nodes have none. */
export function virtualNodePath(paths: Paths): string {
  return join(paths.dirs.conf, 'vnode.json');
}

/** The virtual node's own resources; undefined on a real node. Throws when the file is damaged. */
export async function readVirtualNode(paths: Paths, files: Files): Promise<VirtualNode | undefined> {
  if (!paths.virtual) return undefined;
  const path = virtualNodePath(paths);
  const text = await files.readTextIfPresent(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HypervisorError(`Virtual node file '${path}' is not JSON; write it anew with vcluster-setup`, { cause });
  }
  const node = value as Partial<VirtualNode> | null;
  const amounts = [node?.memory, node?.disk, node?.cpus];
  if (!amounts.every((n) => typeof n === 'number' && n >= 0) || typeof node?.boot_id !== 'string') {
    throw new HypervisorError(
      `Virtual node file '${path}' must have the numbers memory, disk, cpus (MiB) and the text boot_id`,
    );
  }
  return node as VirtualNode;
}

/** Memory (MiB) and CPUs out of the texts of /proc/meminfo and /proc/cpuinfo. */
export function parseProc(meminfo: string, cpuinfo: string): HypervisorNodeInfo {
  const kib = (key: string): number => {
    const found = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(meminfo)?.[1];
    if (found === undefined) throw new HypervisorError(`Failed to compute memory usage: no ${key} in /proc/meminfo`);
    return Math.floor(Number(found) / 1024);
  };
  const total = kib('MemTotal');
  const free = kib('MemAvailable');
  const cpus = cpuinfo.match(/^processor\s*:\s*\d+\s*$/gm)?.length ?? 0;
  return nodeInfo({ total, free, node: total - free, cpus });
}

function nodeInfo({ total, free, node, cpus }: Record<'total' | 'free' | 'node' | 'cpus', number>): HypervisorNodeInfo {
  return {
    memory_total: total,
    memory_free: free,
    memory_dom0: node,
    cpu_total: cpus,
    cpu_nodes: 1,
    cpu_sockets: 1,
    cpu_dom0: cpus,
  };
}

export interface NodeInfoDeps {
  readonly paths: Paths;
  readonly files: Files;
  /** Memory (MiB) that this node's guests of all hypervisors use now; asked on a virtual node only. */
  readonly guestMemory: () => Promise<number>;
}

/** The machine's resources, or the virtual node's: its totals less what its own guests use. */
export class LinuxNodeInfo implements NodeInfoProvider {
  readonly #deps: NodeInfoDeps;

  constructor(deps: NodeInfoDeps) {
    this.#deps = deps;
  }

  get countsGuests(): boolean {
    return this.#deps.paths.virtual;
  }

  async read(): Promise<HypervisorNodeInfo> {
    const { paths, files, guestMemory } = this.#deps;
    const node = await readVirtualNode(paths, files);
    if (node === undefined)
      return parseProc(await files.readText('/proc/meminfo'), await files.readText('/proc/cpuinfo'));
    const used = await guestMemory();
    return nodeInfo({ total: node.memory, free: Math.max(0, node.memory - used), node: 0, cpus: node.cpus });
  }
}

/** MiB an instance starts with: as much of its maximum as is free, at least its minimum. */
export function startupMemory(beparams: Readonly<Record<string, unknown>>, freeMib: number): number {
  const { maxmem, minmem } = beparams;
  if (typeof maxmem !== 'number' || typeof minmem !== 'number') {
    throw new HypervisorError('Backend parameters maxmem and minmem must be numbers (MiB)');
  }
  return Math.max(minmem, Math.min(maxmem, freeMib));
}
