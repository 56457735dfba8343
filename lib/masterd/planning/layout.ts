import { DT_DRBD8, DT_DISKLESS, DT_MIXED, type DiskTemplate } from '@gnt/constants';
import { secondaryNodes } from '../../config/queries.js';
import type { Disk, Instance, Snapshot } from './objects.js';

function drbdNodes(disk: Disk): string[] {
  const own = disk.dev_type === DT_DRBD8 ? disk.logical_id.slice(0, 2).map(String) : [];
  return [...own, ...disk.children.flatMap(drbdNodes)];
}

/** The nodes of a tree of disks that mirrors itself; empty for all others. */
export function mirrorNodesOf(disks: readonly Disk[]): string[] {
  return [...new Set(disks.flatMap(drbdNodes))];
}

/** The one disk template that disks have in common; diskless without any, mixed when they differ. */
export function commonTemplate(disks: readonly Pick<Disk, 'dev_type'>[]): DiskTemplate | typeof DT_MIXED {
  const types = new Set(disks.map((d) => d.dev_type));
  const [first] = types;
  if (first === undefined) return DT_DISKLESS;
  return types.size > 1 ? DT_MIXED : first;
}

/** Where a top-level disk lives: its two nodes when it mirrors itself, else the one given. */
export function diskNodes(disk: Disk, primary: string): string[] {
  return disk.dev_type === DT_DRBD8 ? disk.logical_id.slice(0, 2).map(String) : [primary];
}

/** The [node, disk] pairs that together describe a disk's tree; below a mirror nothing else needs naming. */
export function nodeTree(disk: Disk, primary: string): [node: string, disk: Disk][] {
  return diskNodes(disk, primary).map((node) => [node, disk]);
}

/** Logical volumes ("group/name") of disks, by node. */
export function volumesByNode(disks: readonly Disk[], primary: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (list: readonly Disk[], node: string): void => {
    const here = found.get(node) ?? [];
    found.set(node, here);
    for (const disk of list) {
      if (disk.dev_type === 'plain') {
        if (!disk.forthcoming) here.push(`${disk.logical_id[0]}/${disk.logical_id[1]}`);
      } else if (disk.dev_type === DT_DRBD8) {
        for (const side of disk.logical_id.slice(0, 2)) visit(disk.children, String(side));
      } else {
        visit(disk.children, node);
      }
    }
  };
  visit(disks, primary);
  return found;
}

/** Instances whose primary node it is, and those that have it as a secondary. */
export function instancesOn(cfg: Snapshot, node: string): { primary: Instance[]; secondary: Instance[] } {
  const all = Object.values(cfg.instances);
  return {
    primary: all.filter((i) => i.primary_node === node),
    secondary: all.filter((i) => secondaryNodes(cfg, i).includes(node)),
  };
}

/** Groups of all nodes of an instance, that of the primary first. */
export function groupsOf(cfg: Snapshot, nodes: Iterable<string>): string[] {
  const groups = [...nodes].map((uuid) => cfg.nodes[uuid]?.group).filter((g) => g !== undefined);
  return [...new Set(groups)];
}

/** Networks of an instance's NICs. */
export function networksOf(instance: Instance): string[] {
  return [...new Set(instance.nics.map((n) => n.network).filter((n) => typeof n === 'string'))];
}
