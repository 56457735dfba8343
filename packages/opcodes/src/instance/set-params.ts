import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pForce, pIallocator, pIgnoreIpolicy } from '../params/common.js';
import {
  pConflictsCheck,
  pFileDriver,
  pFileStorageDir,
  pForceVariant,
  pInstanceName,
  pInstanceUuid,
  pOsparams,
  pOsparamsPrivate,
  pPnodeUuid,
  pWaitForSync,
} from '../params/instance.js';
import { pRemoteNodeUuid } from '../params/node.js';
import { changeList, diskChanges, diskTemplate, nicChanges } from '../types/index.js';

export const opInstanceSetParams = defineOpcode({
  id: 'OP_INSTANCE_SET_PARAMS',
  doc: 'Change an instance: parameters, disks, network cards, OS, state. What is left out stays as it is; most parameters take effect at the next start.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    force: pForce,
    force_variant: pForceVariant,
    ignore_ipolicy: pIgnoreIpolicy,
    nics: optional(
      nicChanges,
      [],
      'Changes to network cards: [add, remove or modify; index or name, -1 for the end; parameters].',
    ),
    disks: optional(
      diskChanges,
      [],
      'Changes to disks: [add, attach, detach, remove or modify; index or name, -1 for the end; parameters], sizes in MiB.',
    ),
    beparams: optional(
      ht.anyObject,
      {},
      "Backend parameters; memory in MiB, the word default goes back to the cluster's value.",
    ),
    runtime_mem: optional(
      ht.maybe(ht.positiveInt),
      null,
      'Memory of the running guest in MiB, between minmem and maxmem.',
    ),
    hvparams: optional(ht.anyObject, {}, "Hypervisor parameters; the word default goes back to the cluster's value."),
    disk_template: optional(
      ht.maybe(diskTemplate),
      null,
      'Convert the disks of the stopped instance to this template.',
    ),
    ext_params: optional(
      ht.anyObject,
      {},
      'Parameters of an external storage provider, for a conversion to template ext.',
    ),
    file_driver: pFileDriver,
    file_storage_dir: pFileStorageDir,
    pnode: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'Record another primary node, without moving anything; the instance must be down.',
    ),
    pnode_uuid: pPnodeUuid,
    remote_node: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'Secondary node, by name, for a conversion to mirrored disks.',
    ),
    remote_node_uuid: pRemoteNodeUuid,
    iallocator: pIallocator,
    os_name: optional(ht.maybe(ht.nonEmptyString), null, 'Record another OS definition, without installing it.'),
    osparams: pOsparams,
    osparams_private: pOsparamsPrivate,
    wait_for_sync: pWaitForSync,
    offline: optional(ht.maybe(ht.bool), null, 'true marks a stopped instance as not using resources, false as down.'),
    conflicts_check: pConflictsCheck,
    hotplug: optional(
      ht.bool,
      true,
      'Change disks and network cards of a running guest at once, where the hypervisor can.',
    ),
    instance_communication: optional(
      ht.maybe(ht.bool),
      null,
      'Add or remove the network card through which the guest reaches the metadata daemon.',
    ),
  },
  result: changeList,
});
