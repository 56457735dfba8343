import { ht } from '@gnt/ht';

/** How the disks of an instance are stored. */
export const diskTemplate = ht.oneOf([
  'blockdev',
  'diskless',
  'drbd',
  'ext',
  'file',
  'gluster',
  'plain',
  'rbd',
  'sharedfile',
]);

/** What a node can report storage space for. */
export const storageType = ht.oneOf([
  'blockdev',
  'diskless',
  'ext',
  'file',
  'gluster',
  'lvm-pv',
  'lvm-vg',
  'rados',
  'sharedfile',
]);

/** Driver through which a file becomes a block device (Xen only). */
export const fileDriver = ht.oneOf(['blktap', 'blktap2', 'loop']);

/** Number of a disk within its instance; an instance has at most 16. */
export const diskIndex = ht.refine(ht.nonNegativeInt, { maximum: 15 }, 'disk number from 0 to 15');

/** Parameters of one disk: size and spindles as numbers, sizes also with a unit suffix as text, the rest text. */
export const diskParams = ht.dict(ht.anyOf(ht.nonEmptyString, ht.int), ht.nonEmptyString);

/** Which disks to create anew: bare numbers, or numbers with parameters to change. */
export const recreateDisksInfo = ht.anyOf(ht.list(ht.nonNegativeInt), ht.list(ht.tuple(ht.nonNegativeInt, diskParams)));

/** Which side of a DRBD disk to replace, and where to. */
export const replaceDisksMode = ht.oneOf([
  'replace_auto',
  'replace_new_secondary',
  'replace_on_primary',
  'replace_on_secondary',
]);
