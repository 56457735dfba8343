import type { ConfigData, Disk } from '@gnt/objects';
import { draftInstance } from './changes.js';

/** Disks are called after their place in the instance. */
function renumber(draft: ConfigData, disks: readonly string[]): void {
  for (const [index, uuid] of disks.entries()) {
    const disk = draft.disks[uuid];
    if (disk) disk.iv_name = `disk/${index}`;
  }
}

/** Gives an instance a disk of the configuration, at a place. */
export function attachDisk(draft: ConfigData, instance: string, disk: string, index: number): void {
  const { disks } = draftInstance(draft, instance);
  disks.splice(index, 0, disk);
  renumber(draft, disks);
}

/** Takes a disk from an instance; it stays in the configuration. */
export function detachDisk(draft: ConfigData, instance: string, disk: string): void {
  const found = draftInstance(draft, instance);
  found.disks = found.disks.filter((uuid) => uuid !== disk);
  renumber(draft, found.disks);
}

/** Enters a new disk into the configuration and the instance. */
export function addDisk(draft: ConfigData, instance: string, disk: Disk, index: number): void {
  draft.disks[disk.uuid] = disk;
  attachDisk(draft, instance, disk.uuid, index);
}

/** Takes a disk out of the instance and the configuration. */
export function dropDisk(draft: ConfigData, instance: string, disk: string): void {
  detachDisk(draft, instance, disk);
  Reflect.deleteProperty(draft.disks, disk);
}
