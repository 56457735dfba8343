import { DT_DISKLESS, DT_DRBD8 } from '@gnt/constants';
import { annotateDisk } from '@gnt/objects';
import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { disksOf, secondaryNodes } from '../../config/queries.js';
import type { Disk, Instance, Nic, Parameters, Snapshot } from '../planning/objects.js';
import { beOf, diskParamsOf, hvOf, nicParamsOf, osOf } from '../planning/params.js';

/** Parameters that a call sets over those of the configuration. */
export interface WireOverrides {
  readonly hvparams?: Parameters | null;
  readonly beparams?: Parameters | null;
  readonly osparams?: Parameters | null;
}

/** The object without what is null, as the original's objects travel. */
function present(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined));
}

/** What a mirrored disk must know on one of its nodes; empty elsewhere and for all other disks. */
function dynamicParams(cfg: Snapshot, disk: Disk, node: string): Parameters {
  if (disk.dev_type !== DT_DRBD8) return {};
  const [a, b, , minorA, minorB] = disk.logical_id;
  if (node !== a && node !== b) return {};
  const ip = (uuid: unknown): string | undefined => cfg.nodes[String(uuid)]?.secondary_ip;
  const [local, remote] = node === a ? [a, b] : [b, a];
  const [localMinor, remoteMinor] = node === a ? [minorA, minorB] : [minorB, minorA];
  return { 'local-ip': ip(local), 'remote-ip': ip(remote), 'local-minor': localMinor, 'remote-minor': remoteMinor };
}

function encodeDisk(cfg: Snapshot, disk: Disk, node: string): WireDisk {
  return {
    ...present(disk),
    children: disk.children.map((child) => encodeDisk(cfg, child, node)),
    dynamic_params: dynamicParams(cfg, disk, node),
  } as unknown as WireDisk;
}

/**
 * A disk of an instance as it travels to `node`: with the disk parameters of the primary's group filled in
 * (ED_SINGLE_DISK_DICT_DP of the original).
 */
export function wireDisk(cfg: Snapshot, instance: Pick<Instance, 'primary_node'>, disk: Disk, node: string): WireDisk {
  if (disk.dev_type === DT_DISKLESS) return encodeDisk(cfg, disk, node);
  return encodeDisk(cfg, annotateDisk(disk, diskParamsOf(cfg, instance.primary_node)), node);
}

/** Several disks of an instance (ED_DISKS_DICT_DP). */
export function wireDisks(
  cfg: Snapshot,
  instance: Pick<Instance, 'primary_node'>,
  disks: readonly Disk[],
  node: string,
): WireDisk[] {
  return disks.map((disk) => wireDisk(cfg, instance, disk, node));
}

/** A NIC with the network it is in (ED_NIC_DICT); parameters as the instance has them. */
export function wireNic(cfg: Snapshot, nic: Nic): WireNic {
  const network = nic.network ? cfg.networks[nic.network] : undefined;
  return { ...present(nic), ...(network ? { netinfo: present(network) } : {}) };
}

/** NICs with filled parameters, as they are inside an instance. */
export function wireNics(cfg: Snapshot, nics: readonly Nic[]): WireNic[] {
  return nics.map((nic) => ({ ...wireNic(cfg, nic), nicparams: { ...nicParamsOf(cfg.cluster, nic.nicparams) } }));
}

/** An instance as it travels to `node`, parameters filled, disks spelled out (ED_INST_DICT and its variants). */
export function wireInstance(
  cfg: Snapshot,
  instance: Instance,
  node: string,
  overrides: WireOverrides = {},
): WireInstance {
  const { cluster } = cfg;
  return {
    ...present(instance),
    hvparams: { ...hvOf(cluster, instance), ...overrides.hvparams },
    beparams: { ...beOf(cluster, instance), ...overrides.beparams },
    osparams: { ...osOf(cluster, instance.os, instance.osparams), ...overrides.osparams },
    nics: wireNics(cfg, instance.nics),
    secondary_nodes: secondaryNodes(cfg, instance),
    disks_info: wireDisks(cfg, instance, disksOf(cfg, instance), node),
  } as unknown as WireInstance;
}
