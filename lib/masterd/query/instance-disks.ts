import { DRBD_META_SIZE, DT_BLOCK, DT_DISKLESS, DT_DRBD8, MAX_DISKS } from '@gnt/constants';
import type { FieldKind } from '@gnt/protocol';
import { commonTemplate } from '../planning/layout.js';
import type { Disk, Instance } from '../planning/objects.js';
import { configField, type ConfigField } from './define.js';
import { normal, NO_DATA, orUnavailable } from './entry.js';
import { ordinal } from './ordinal.js';

/** A value made of all disks of an instance. */
function ofAll(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (disks: readonly Disk[]) => unknown,
): ConfigField<Instance> {
  return configField({
    name,
    title,
    kind,
    doc,
    get: (instance, view) => {
      const disks = view.disks(instance);
      return disks ? normal(get(disks)) : NO_DATA;
    },
  });
}

/** A property of the disk at an index. */
function ofOne(
  index: number,
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (disk: Disk) => unknown,
): ConfigField<Instance> {
  return configField({
    name: `${name}/${String(index)}`,
    title: `${title}/${String(index)}`,
    kind,
    doc: `${doc} of the ${ordinal(index + 1)} disk`,
    get: (instance, view) => {
      const disks = view.disks(instance);
      if (!disks) return NO_DATA;
      const disk = disks[index];
      return orUnavailable(disk && get(disk));
    },
  });
}

/** Space that a disk takes on each of its nodes. */
function usage(disk: Disk): number {
  if (disk.dev_type === DT_DISKLESS || disk.dev_type === DT_BLOCK) return 0;
  return disk.size + (disk.dev_type === DT_DRBD8 ? DRBD_META_SIZE : 0);
}

/** Fields about the disks of an instance. */
export const diskFields: readonly ConfigField<Instance>[] = [
  configField({
    name: 'disk.count',
    title: 'Disks',
    kind: 'number',
    doc: 'How many disks it has',
    get: (i) => normal(i.disks.length),
  }),
  ofAll('disk_usage', 'DiskUsage', 'unit', 'Space its disks take on each of its nodes, metadata included', (disks) =>
    disks.reduce((sum, disk) => sum + usage(disk), 0),
  ),
  ofAll('disk_template', 'Disk_template', 'text', 'Template of its disks; mixed when they differ', commonTemplate),
  ofAll('disk.sizes', 'Disk_sizes', 'other', 'Sizes of its disks', (disks) => disks.map((d) => d.size)),
  ofAll('disk.spindles', 'Disk_spindles', 'other', 'Spindles of its disks', (disks) =>
    disks.map((d) => d.spindles ?? null),
  ),
  ofAll('disk.names', 'Disk_names', 'other', 'Names of its disks', (disks) => disks.map((d) => d.name ?? null)),
  ofAll('disk.uuids', 'Disk_UUIDs', 'other', 'UUIDs of its disks', (disks) => disks.map((d) => d.uuid)),
  ...Array.from({ length: MAX_DISKS }, (_value, index) => [
    ofOne(index, 'disk.size', 'Disk', 'unit', 'Size', (d) => d.size),
    ofOne(index, 'disk.spindles', 'DiskSpindles', 'number', 'Spindles', (d) => d.spindles),
    ofOne(index, 'disk.name', 'DiskName', 'text', 'Name', (d) => d.name),
    ofOne(index, 'disk.uuid', 'DiskUUID', 'text', 'UUID', (d) => d.uuid),
  ]).flat(),
];
