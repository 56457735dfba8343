import type { FilledBeParams } from '@gnt/objects';
import type { Disk, Network, Nic, Parameters, Snapshot } from './objects.js';
import { pythonText } from './text.js';
import { beOf, hvOf, nicParamsOf } from './params.js';
import { diskTemplateOf, disksOf, secondaryNodes } from '../../config/queries.js';
import type { Instance } from './objects.js';

/** Variables for hooks, without the GANETI_ prefix. */
export type HooksEnv = Record<string, string>;

/** Values as the original hands them to scripts: True, None, 12. */
export function hooksEnv(values: Parameters): HooksEnv {
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [k, pythonText(v)]));
}

/** A disk that is not made yet: what its request says. */
export interface RequestedDisk {
  readonly uuid?: string;
  readonly name?: string | null;
  readonly size: number;
  readonly mode: string;
}

/** What the hooks of an instance are told about it. */
export interface InstanceFacts {
  readonly name: string;
  readonly primary: string;
  readonly secondaries: readonly string[];
  readonly os: string | null;
  readonly status: string | boolean;
  readonly beparams: FilledBeParams;
  readonly hvparams: Parameters;
  readonly hypervisor: string;
  readonly diskTemplate: string;
  readonly disks: readonly (Disk | RequestedDisk)[];
  readonly nics: readonly Nic[];
  readonly tags: readonly string[];
}

function networkVariables(prefix: string, network: Network): Parameters {
  const optional: readonly (readonly [string, string | null | undefined])[] = [
    ['NETWORK_SUBNET', network.network],
    ['NETWORK_GATEWAY', network.gateway],
    ['NETWORK_SUBNET6', network.network6],
    ['NETWORK_GATEWAY6', network.gateway6],
    ['NETWORK_MAC_PREFIX', network.mac_prefix],
  ];
  return {
    [`${prefix}NETWORK_NAME`]: network.name,
    [`${prefix}NETWORK_UUID`]: network.uuid,
    [`${prefix}NETWORK_TAGS`]: network.tags.join(' '),
    ...Object.fromEntries(optional.filter(([, value]) => value).map(([key, value]) => [prefix + key, value])),
  };
}

function nicVariables(cfg: Snapshot, nic: Nic, index: number): Parameters {
  const prefix = `INSTANCE_NIC${index}_`;
  const { mode, link, vlan } = nicParamsOf(cfg.cluster, nic.nicparams);
  const network = nic.network ? cfg.networks[nic.network] : undefined;
  return {
    ...(nic.name ? { [`${prefix}NAME`]: nic.name } : {}),
    [`${prefix}UUID`]: nic.uuid,
    [`${prefix}IP`]: nic.ip ?? '',
    [`${prefix}MAC`]: nic.mac,
    [`${prefix}MODE`]: mode,
    [`${prefix}LINK`]: link,
    [`${prefix}VLAN`]: vlan,
    ...(network ? networkVariables(prefix, network) : {}),
    ...(mode === 'bridged' || mode === 'openvswitch' ? { [`${prefix}BRIDGE`]: link } : {}),
  };
}

function whereDiskIs(disk: Disk): Parameters {
  const [first, second] = disk.logical_id;
  switch (disk.dev_type) {
    case 'plain':
      return { VG: first, ID: second };
    case 'ext':
      return { PROVIDER: first, ID: second };
    case 'drbd': {
      const [pnode, snode, port, pminor, sminor] = disk.logical_id;
      const [data, meta] = disk.children;
      return {
        ...{ PNODE: pnode, SNODE: snode, PORT: port, PMINOR: pminor, SMINOR: sminor },
        ...{ DATA_VG: data?.logical_id[0], DATA_ID: data?.logical_id[1] },
        ...{ META_VG: meta?.logical_id[0], META_ID: meta?.logical_id[1] },
      };
    }
    case 'diskless':
      return {};
    case 'file':
    case 'sharedfile':
    case 'gluster':
    case 'blockdev':
    case 'rbd':
      return { DRIVER: first, ID: second };
  }
}

function diskVariables(disk: Disk | RequestedDisk, index: number): Parameters {
  const made = 'dev_type' in disk ? { ...whereDiskIs(disk), DEV_TYPE: disk.dev_type } : {};
  const all: Parameters = {
    ...made,
    ...(disk.name ? { NAME: disk.name } : {}),
    UUID: disk.uuid ?? '',
    SIZE: disk.size,
    MODE: disk.mode,
  };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [`INSTANCE_DISK${index}_${key}`, value]));
}

function prefixed(prefix: string, values: Parameters): Parameters {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}

function merged(parts: readonly Parameters[]): Parameters {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

/** The variables that all hooks of an instance get. */
export function instanceHooksEnv(cfg: Snapshot, facts: InstanceFacts): HooksEnv {
  const { beparams } = facts;
  return hooksEnv({
    OP_TARGET: facts.name,
    INSTANCE_NAME: facts.name,
    INSTANCE_PRIMARY: facts.primary,
    INSTANCE_SECONDARIES: facts.secondaries.join(' '),
    INSTANCE_OS_TYPE: facts.os,
    INSTANCE_STATUS: facts.status,
    INSTANCE_MINMEM: beparams.minmem,
    INSTANCE_MAXMEM: beparams.maxmem,
    INSTANCE_MEMORY: beparams.maxmem,
    INSTANCE_VCPUS: beparams.vcpus,
    INSTANCE_DISK_TEMPLATE: facts.diskTemplate,
    INSTANCE_HYPERVISOR: facts.hypervisor,
    ...merged(facts.nics.map((nic, i) => nicVariables(cfg, nic, i))),
    INSTANCE_NIC_COUNT: facts.nics.length,
    ...merged(facts.disks.map(diskVariables)),
    INSTANCE_DISK_COUNT: facts.disks.length,
    INSTANCE_TAGS: facts.tags.join(' '),
    ...prefixed('INSTANCE_BE_', { ...beparams }),
    ...prefixed('INSTANCE_HV_', facts.hvparams),
  });
}

/** The same for an instance of the configuration. */
export function hooksEnvOf(cfg: Snapshot, instance: Instance): HooksEnv {
  return instanceHooksEnv(cfg, {
    name: instance.name,
    primary: cfg.nodes[instance.primary_node]?.name ?? '',
    secondaries: secondaryNodes(cfg, instance).map((uuid) => cfg.nodes[uuid]?.name ?? uuid),
    os: instance.os,
    status: instance.admin_state,
    beparams: beOf(cfg.cluster, instance),
    hvparams: hvOf(cfg.cluster, instance),
    hypervisor: instance.hypervisor,
    diskTemplate: diskTemplateOf(cfg, instance),
    disks: disksOf(cfg, instance),
    nics: instance.nics,
    tags: instance.tags,
  });
}
