import { DISK_TEMPLATES, FILE_DRIVER, MAX_DISKS, REPLACE_MODES, STORAGE_TYPES } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** How the disks of an instance are stored. */
export const diskTemplate = ht.oneOf(DISK_TEMPLATES);

/** What a node can report storage space for. */
export const storageType = ht.oneOf(STORAGE_TYPES);

/** Driver through which a file becomes a block device (Xen only). */
export const fileDriver = ht.oneOf(FILE_DRIVER);

/** Number of a disk within its instance; an instance has at most 16. */
export const diskIndex = ht.refine(
  ht.nonNegativeInt,
  { maximum: MAX_DISKS - 1 },
  `disk number from 0 to ${MAX_DISKS - 1}`,
);

/** Parameters of one disk: size and spindles as numbers, sizes also with a unit suffix as text, the rest text. */
export const diskParams = ht.dict(ht.anyOf(ht.nonEmptyString, ht.int), ht.nonEmptyString);

/** Which disks to create anew: bare numbers, or numbers with parameters to change. */
export const recreateDisksInfo = ht.anyOf(ht.list(ht.nonNegativeInt), ht.list(ht.tuple(ht.nonNegativeInt, diskParams)));

/** Which side of a DRBD disk to replace, and where to. */
export const replaceDisksMode = ht.oneOf(REPLACE_MODES);
