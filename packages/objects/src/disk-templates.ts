import { DISK_TEMPLATES, type DiskTemplate } from '@gnt/constants';

/** What can be done with disks of a template. Ask for an ability, never for a name. */
export interface DiskTemplateProperties {
  /** Disks are block devices of the node. */
  readonly block: boolean;
  /** Disks are files. */
  readonly fileBased: boolean;
  /** Disks are made of LVM volumes. */
  readonly lvm: boolean;
  /** A copy lives on a secondary node that we keep in step. */
  readonly internallyMirrored: boolean;
  /** Several nodes reach the same data. */
  readonly externallyMirrored: boolean;
  readonly growable: boolean;
  /** An existing volume can become the disk. */
  readonly mayAdopt: boolean;
  /** Only an existing volume can become the disk. */
  readonly mustAdopt: boolean;
  /** Works with exclusive storage. */
  readonly exclusiveStorage: boolean;
  /** The space left cannot be asked of the node. */
  readonly noFreeSpaceCheck: boolean;
  /** The hypervisor can reach the disk by itself (parameter access). */
  readonly hasAccess: boolean;
  /** Data can be copied as it is from node to node. */
  readonly copyable: boolean;
  readonly snapshots: boolean;
  readonly convertibleFrom: boolean;
  readonly convertibleTo: boolean;
  /** Paths contain the name of the instance. */
  readonly instanceDependentPath: boolean;
}

const none: DiskTemplateProperties = {
  block: false,
  fileBased: false,
  lvm: false,
  internallyMirrored: false,
  externallyMirrored: false,
  growable: false,
  mayAdopt: false,
  mustAdopt: false,
  exclusiveStorage: false,
  noFreeSpaceCheck: false,
  hasAccess: false,
  copyable: false,
  snapshots: false,
  convertibleFrom: true,
  convertibleTo: true,
  instanceDependentPath: false,
};
const file = { ...none, fileBased: true, growable: true, noFreeSpaceCheck: true } as const;

/** Every disk template with its properties. */
export const diskTemplates: Readonly<Record<DiskTemplate, DiskTemplateProperties>> = {
  diskless: { ...none, externallyMirrored: true, convertibleFrom: false, convertibleTo: false },
  file: { ...file, copyable: true, instanceDependentPath: true },
  sharedfile: { ...file, externallyMirrored: true, instanceDependentPath: true },
  gluster: { ...file, externallyMirrored: true, hasAccess: true },
  plain: {
    ...none,
    block: true,
    lvm: true,
    growable: true,
    mayAdopt: true,
    exclusiveStorage: true,
    copyable: true,
    snapshots: true,
  },
  drbd: { ...none, block: true, lvm: true, internallyMirrored: true, growable: true, snapshots: true },
  blockdev: { ...none, block: true, externallyMirrored: true, mayAdopt: true, mustAdopt: true, convertibleTo: false },
  rbd: { ...none, block: true, externallyMirrored: true, growable: true, hasAccess: true, noFreeSpaceCheck: true },
  ext: {
    ...none,
    block: true,
    externallyMirrored: true,
    growable: true,
    hasAccess: true,
    noFreeSpaceCheck: true,
    snapshots: true,
  },
};

/** Whether an instance on such disks can run on another node than its primary. */
export function isMirrored(template: DiskTemplate): boolean {
  return diskTemplates[template].internallyMirrored || diskTemplates[template].externallyMirrored;
}

/** The templates that have a property, in the original's order. */
export function templatesWith(property: keyof DiskTemplateProperties): DiskTemplate[] {
  return DISK_TEMPLATES.filter((t) => diskTemplates[t][property]);
}
