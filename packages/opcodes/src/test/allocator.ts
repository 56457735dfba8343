import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pTargetGroups } from '../params/common.js';
import { pHypervisor } from '../params/instance.js';
import { diskTemplate, evacMode, iallocatorDirection, iallocatorMode, nicParams } from '../types/index.js';

export const opTestAllocator = defineOpcode({
  id: 'OP_TEST_ALLOCATOR',
  doc: 'Show what an allocator would be given for a request, or what it answers; nothing is changed.',
  summaryField: 'iallocator',
  params: {
    direction: required(iallocatorDirection, 'in returns the request, out runs the allocator and returns its answer.'),
    mode: required(iallocatorMode, 'Kind of request.'),
    name: required(ht.nonEmptyString, 'Instance: a new name to allocate, else an existing one.'),
    nics: optional(ht.maybe(ht.list(nicParams)), null, 'Network cards of the new instance.'),
    disks: optional(ht.maybe(ht.list(ht.any)), null, 'Disks of the new instance, sizes in MiB.'),
    hypervisor: pHypervisor,
    iallocator: optional(ht.maybe(ht.nonEmptyString), null, 'Allocator to run; needed for out.'),
    tags: optional(ht.list(ht.nonEmptyString), [], 'Tags of the new instance.'),
    memory: optional(ht.maybe(ht.nonNegativeInt), null, 'Memory of the new instance in MiB.'),
    vcpus: optional(ht.maybe(ht.nonNegativeInt), null, 'Virtual processors of the new instance.'),
    os: optional(ht.maybe(ht.nonEmptyString), null, 'OS of the new instance.'),
    disk_template: optional(ht.maybe(diskTemplate), null, 'Disk template of the new instance.'),
    instances: optional(
      ht.maybe(ht.list(ht.nonEmptyString)),
      null,
      'Instances to move, for change-group and node-evacuate.',
    ),
    evac_mode: optional(ht.maybe(evacMode), null, 'Which instances leave the nodes, for node-evacuate.'),
    target_groups: pTargetGroups,
    spindle_use: optional(ht.nonNegativeInt, 1, 'Disk load of the new instance, in spindles.'),
    count: optional(ht.nonNegativeInt, 1, 'How many such instances, for multi-allocate.'),
    group_name: optional(ht.maybe(ht.nonEmptyString), null, 'Node group that the allocator must keep to.'),
  },
  result: ht.string,
});
