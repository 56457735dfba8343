import * as c from '@gnt/constants';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { cpuLoadCollector } from '../collectors/cpu-load.js';
import { daemonsCollector } from '../collectors/daemons.js';
import { diskstatsCollector } from '../collectors/diskstats.js';
import { drbdCollector } from '../collectors/drbd.js';
import { hypervisorResourcesCollector } from '../collectors/hypervisor-resources.js';
import { kvmInstancesCollector } from '../collectors/inst-status-kvm.js';
import { xenInstancesCollector } from '../collectors/inst-status-xen.js';
import type { Collector, CollectorDependencies } from '../collectors/interface.js';
import { lvCollector } from '../collectors/lv.js';
import { nodeResourcesCollector } from '../collectors/node-os-resources.js';
import { xenCpuLoadCollector } from '../collectors/xen-cpu-load.js';

/** Options of all collectors; each has some of them. */
export interface CollectorOptions {
  readonly file?: string;
  readonly drbdStatus?: string;
  readonly drbdPairing?: string;
  readonly address?: string;
  readonly port?: number;
  readonly instances?: string;
  readonly seconds?: number;
}

/** A collector as a command. */
export interface CollectorCommand {
  readonly summary: string;
  /** Adds its options. */
  readonly options: (command: Command) => Command;
  /** Whether a shell completes files as arguments, although there may be none: as there. */
  readonly completesFiles?: true;
  readonly make: (deps: CollectorDependencies, options: CollectorOptions) => Collector;
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 65535)
    throw new InvalidArgumentError('It is a number from 1 to 65535.');
  return value;
}

const inputFile = (command: Command): Command => command.option('-f, --file <FILE>', 'read this file instead');
const confd = (command: Command): Command =>
  command
    .option('-a, --address <IP_ADDR>', 'ask the configuration daemon at this address')
    .option('-p, --port <PORT>', "the configuration daemon's port", positive);
const span = (command: Command): Command =>
  command.option('--seconds <SECONDS>', 'time between the two measurements that are compared', positive);

/** What each command is: the original's first, in its order, then ours. */
export const COLLECTOR_COMMANDS: Readonly<Record<string, CollectorCommand>> = {
  [c.DATA_COLLECTOR_DRBD]: {
    summary: 'DRBD devices and how they are',
    options: (command) =>
      command
        .option('-s, --drbd-status <FILE>', "read DRBD's status from this file")
        .option('-p, --drbd-pairing <FILE>', 'read whose minors these are from this file'),
    completesFiles: true,
    make: (deps, o) => drbdCollector(deps, { statusFile: o.drbdStatus, pairingFile: o.drbdPairing }),
  },
  [c.DATA_COLLECTOR_INST_STATUS]: {
    summary: 'Xen instances and whether they are as they should be',
    options: confd,
    make: (deps) => xenInstancesCollector(deps),
  },
  [c.DATA_COLLECTOR_DISK_STATS]: {
    summary: 'counters of block devices',
    options: inputFile,
    completesFiles: true,
    make: (deps, o) => diskstatsCollector(deps, o.file),
  },
  [c.DATA_COLLECTOR_LV]: {
    summary: 'logical volumes and whose they are',
    options: (command) =>
      confd(inputFile(command)).option('-i, --instances <FILE>', 'read instances and their disks from this file'),
    completesFiles: true,
    make: (deps, o) => lvCollector(deps, { file: o.file, instancesFile: o.instances }),
  },
  [c.DATA_COLLECTOR_C_P_U_LOAD]: {
    summary: 'load of the CPUs between two measurements',
    options: span,
    make: (deps) => cpuLoadCollector(deps),
  },
  [c.DATA_COLLECTOR_XEN_CPU_LOAD]: {
    summary: 'CPUs that Xen domains use between two measurements',
    options: span,
    make: (deps) => xenCpuLoadCollector(deps),
  },
  'inst-status-kvm': {
    summary: 'KVM instances and whether they are as they should be',
    options: confd,
    make: (deps) => kvmInstancesCollector(deps),
  },
  'node-os-resources': {
    summary: "the node's processors, memory, file systems, network interfaces and versions",
    options: span,
    make: (deps) => nodeResourcesCollector(deps),
  },
  daemons: {
    summary: "the node's daemons and what they use",
    options: (command) => command,
    make: (deps) => daemonsCollector(deps),
  },
  'hypervisor-resources': {
    summary: 'what guests were given and use, by hypervisor',
    options: (command) => command,
    make: (deps) => hypervisorResourcesCollector(deps),
  },
};
