import { DT_DRBD8, DT_PLAIN } from '@gnt/constants';
import type { DrbdLogicalId } from '@gnt/objects';
import type { ConfigSnapshot, Immutable } from './interface.js';

type Disk = ConfigSnapshot['disks'][string];

/** The numbers and secret of a DRBD disk; undefined for other kinds. */
export function drbdId(disk: Disk): Immutable<DrbdLogicalId> | undefined {
  // a forthcoming disk may lack its logical id
  const id = disk.logical_id as Disk['logical_id'] | undefined;
  return disk.dev_type === DT_DRBD8 && id?.length === 6 ? id : undefined;
}

function* trees(disks: Iterable<Disk>): Generator<Disk> {
  for (const disk of disks) {
    yield disk;
    const children = disk.children as readonly Disk[] | undefined;
    if (children) yield* trees(children);
  }
}

function* allDisks(cfg: ConfigSnapshot): Generator<Disk> {
  yield* trees(Object.values(cfg.disks));
}

/** MAC addresses of all instances. */
export function allMacs(cfg: ConfigSnapshot): Set<string> {
  const macs = new Set<string>();
  for (const instance of Object.values(cfg.instances)) {
    const nics = instance.nics as typeof instance.nics | undefined;
    for (const nic of nics ?? []) macs.add(nic.mac);
  }
  return macs;
}

/** Logical volumes ("group/name") of all disks. */
export function allLvs(cfg: ConfigSnapshot): Set<string> {
  const names = new Set<string>();
  for (const disk of allDisks(cfg))
    if (disk.dev_type === DT_PLAIN) names.add(`${disk.logical_id[0]}/${disk.logical_id[1]}`);
  return names;
}

/** Secrets of all DRBD disks. */
export function allDrbdSecrets(cfg: ConfigSnapshot): Set<string> {
  const secrets = new Set<string>();
  for (const disk of allDisks(cfg)) {
    const id = drbdId(disk);
    if (id) secrets.add(id[5]);
  }
  return secrets;
}

/** DRBD minors in use by node, with the disks that use them. */
export function drbdMinorsOf(cfg: ConfigSnapshot): Map<string, Map<number, string[]>> {
  const nodes = new Map<string, Map<number, string[]>>();
  for (const disk of allDisks(cfg)) {
    const id = drbdId(disk);
    if (!id) continue;
    for (const [node, minor] of [
      [id[0], id[3]],
      [id[1], id[4]],
    ] as const) {
      const minors = nodes.get(node) ?? new Map<number, string[]>();
      nodes.set(node, minors);
      minors.set(minor, [...(minors.get(minor) ?? []), disk.uuid]);
    }
  }
  return nodes;
}

/** UUIDs of everything, and logical volumes, among which new identifiers must be unique. */
export function allIds(cfg: ConfigSnapshot): Set<string> {
  const ids = allLvs(cfg);
  for (const collection of [cfg.nodes, cfg.nodegroups, cfg.instances, cfg.networks, cfg.disks, cfg.filters]) {
    for (const key of Object.keys(collection)) ids.add(key);
  }
  for (const instance of Object.values(cfg.instances))
    for (const nic of (instance.nics as typeof instance.nics | undefined) ?? []) ids.add(nic.uuid);
  return ids.add(cfg.cluster.uuid);
}
