import { DEFAULT_SHUTDOWN_TIMEOUT } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pIallocator, pIgnoreIpolicy } from '../params/common.js';
import {
  pBeparams,
  pCompress,
  pConflictsCheck,
  pDiskTemplate,
  pFileDriver,
  pFileStorageDir,
  pForceVariant,
  pHvparams,
  pHypervisor,
  pIpCheck,
  pNameCheck,
  pOpportunisticLocking,
  pOsType,
  pOsparams,
  pOsparamsPrivate,
  pOsparamsSecret,
  pPnode,
  pPnodeUuid,
  pWaitForSync,
} from '../params/instance.js';
import { pOptionalTags } from '../params/tags.js';
import { diskParams, instanceCreateMode, nicParams } from '../types/index.js';

export const opInstanceCreate = defineOpcode({
  id: 'OP_INSTANCE_CREATE',
  doc: 'Create an instance, empty, with an OS, or out of an export. Returns the names of the nodes it was put on.',
  summaryField: 'instance_name',
  params: {
    instance_name: required(ht.string, 'Name of the new instance.'),
    force_variant: pForceVariant,
    wait_for_sync: pWaitForSync,
    name_check: pNameCheck,
    ignore_ipolicy: pIgnoreIpolicy,
    opportunistic_locking: pOpportunisticLocking,
    beparams: pBeparams,
    disks: required(
      ht.list(diskParams),
      'Disks to create, each with its size in MiB and other parameters; for an import an empty list takes those of the export.',
    ),
    disk_template: pDiskTemplate,
    group_name: optional(ht.maybe(ht.nonEmptyString), null, 'Node group that the allocator must keep to.'),
    file_driver: pFileDriver,
    file_storage_dir: pFileStorageDir,
    hvparams: pHvparams,
    hypervisor: pHypervisor,
    iallocator: pIallocator,
    identify_defaults: optional(
      ht.bool,
      false,
      "On import, leave parameters that equal the cluster's at the default, so that they follow it later.",
    ),
    ip_check: pIpCheck,
    conflicts_check: pConflictsCheck,
    mode: required(
      instanceCreateMode,
      'create for a new one, import from a backup, remote-import from another cluster.',
    ),
    nics: required(
      ht.list(nicParams),
      'Network cards, each with its parameters; an empty object is a card with all defaults.',
    ),
    no_install: optional(ht.maybe(ht.bool), null, 'Create the disks but do not run the OS scripts.'),
    osparams: pOsparams,
    osparams_private: pOsparamsPrivate,
    osparams_secret: pOsparamsSecret,
    os_type: pOsType,
    pnode: pPnode,
    pnode_uuid: pPnodeUuid,
    snode: optional(ht.maybe(ht.nonEmptyString), null, 'Secondary node, by name, for mirrored disks.'),
    snode_uuid: optional(ht.maybe(ht.nonEmptyString), null, 'UUID of the secondary node. Filled in by the master.'),
    source_handshake: optional(
      ht.maybe(ht.list(ht.any)),
      null,
      'For remote-import: proof that the other cluster shares our secret.',
    ),
    source_instance_name: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'For remote-import: name of the instance on the other cluster.',
    ),
    source_shutdown_timeout: optional(
      ht.nonNegativeInt,
      DEFAULT_SHUTDOWN_TIMEOUT,
      'For remote-import: seconds that the other cluster gives the guest to shut down.',
    ),
    source_x509_ca: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'For remote-import: certificate, in PEM form and signed, that the other cluster sends with.',
    ),
    src_node: optional(ht.maybe(ht.nonEmptyString), null, 'For import: node that has the export.'),
    src_node_uuid: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'For import: UUID of that node. Filled in by the master.',
    ),
    src_path: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      "For import: directory of the export; a relative one is below the node's export directory.",
    ),
    compress: pCompress,
    start: optional(ht.bool, true, 'Start the instance when it is ready.'),
    forthcoming: optional(ht.bool, false, 'Only reserve the resources: record the instance but create nothing yet.'),
    commit: optional(ht.bool, false, 'Create an instance whose resources have been reserved before.'),
    tags: pOptionalTags,
    instance_communication: optional(
      ht.bool,
      false,
      'Give the instance the extra network card through which it reaches the metadata daemon.',
    ),
    helper_startup_timeout: optional(
      ht.maybe(ht.int),
      null,
      'Seconds that the helper machine for an isolated installation may take to start.',
    ),
    helper_shutdown_timeout: optional(
      ht.maybe(ht.int),
      null,
      'Seconds that the helper machine may take to finish and stop.',
    ),
  },
  result: ht.list(ht.nonEmptyString),
});
