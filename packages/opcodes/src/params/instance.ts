import { ht } from '@gnt/ht';
import { optional, required, sensitive } from '../define.js';
import { diskTemplate, fileDriver, hypervisor, migrationMode } from '../types/index.js';

export const pInstanceName = required(ht.string, 'Instance, by name; the first part is enough while it is unique.');
export const pInstanceUuid = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'UUID of the instance; when given, it must belong to the name. Filled in by the master.',
);
export const pInstances = optional(
  ht.list(ht.nonEmptyString),
  [],
  'Instances by name; an empty list means all of them.',
);
export const pIgnoreConsistency = optional(
  ht.bool,
  false,
  'Go on although the disks are not in sync; data that exist only on the lost side are given up.',
);
export const pIgnoreOfflineNodes = optional(
  ht.bool,
  false,
  'When the primary node is offline, only record the new state instead of failing.',
);
export const pNoRemember = optional(
  ht.bool,
  false,
  'Do not record the new state: the watcher and a restart of the node go by the old one.',
);
export const pBeparams = optional(
  ht.anyObject,
  {},
  'Backend parameters that differ from the cluster: memory in MiB (minmem, maxmem), vcpus, auto_balance, always_failover, spindle_use.',
);
export const pHvparams = optional(ht.anyObject, {}, 'Hypervisor parameters that differ from the cluster.');
export const pHypervisor = optional(ht.maybe(hypervisor), null, "Hypervisor; without it the cluster's default.");
export const pDiskTemplate = optional(
  ht.maybe(diskTemplate),
  null,
  'How the disks are stored; without it the first template that the cluster has enabled.',
);
export const pFileDriver = optional(ht.maybe(fileDriver), null, 'How Xen opens disks that are files.');
export const pFileStorageDir = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  "Directory below the cluster's file storage directory that takes the instance's directory.",
);
export const pForceVariant = optional(ht.bool, false, 'Accept an OS variant that the OS definition does not list.');
export const pOsType = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'OS definition to install, with its variant: name+variant.',
);
export const pOsparams = optional(ht.anyObject, {}, 'Parameters for the OS scripts.');
export const pOsparamsPrivate = sensitive(
  'private',
  optional(
    ht.maybe(ht.anyObject),
    null,
    'Parameters for the OS scripts that are stored in the configuration but never printed or logged.',
  ),
);
export const pOsparamsSecret = sensitive(
  'secret',
  optional(ht.maybe(ht.anyObject), null, 'Parameters for the OS scripts that are handed over once and stored nowhere.'),
);
export const pWaitForSync = optional(ht.bool, true, 'Wait until the disks are in sync before the job goes on.');
export const pNameCheck = optional(
  ht.bool,
  false,
  'Resolve the name through DNS: it must exist, and its full form becomes the name of the instance.',
);
export const pIpCheck = optional(
  ht.bool,
  false,
  'Refuse a name whose address already answers on the network; needs the name check.',
);
export const pConflictsCheck = optional(
  ht.bool,
  true,
  'Refuse addresses that belong to a network of the cluster, or that nodes use, when they would collide.',
);
export const pPnode = optional(ht.maybe(ht.nonEmptyString), null, 'Primary node, by name.');
export const pPnodeUuid = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'UUID of the primary node. Filled in by the master.',
);
export const pOpportunisticLocking = optional(
  ht.bool,
  false,
  'Let the allocator choose only among nodes whose locks are free now, instead of waiting for all of them; needs an allocator.',
);
export const pCompress = optional(
  ht.string,
  'none',
  'Tool that compresses data in transit, out of those the cluster allows; none for no compression.',
);
export const pMigrationMode = optional(
  ht.maybe(migrationMode),
  null,
  "live keeps the guest running, non-live pauses it meanwhile; without it the hypervisor's parameter decides.",
);
export const pMigrationLive = optional(
  ht.maybe(ht.bool),
  null,
  'Older form of mode: true means live, false non-live. Not together with mode.',
);
export const pAllowRuntimeChanges = optional(
  ht.bool,
  true,
  'Reduce the memory of the guest, down to its minmem, if the target node has too little.',
);
export const pCleanup = optional(
  ht.bool,
  false,
  'Do not move anything: find out on which node the instance runs after an interrupted move, and set the configuration right.',
);
