import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pInstances } from '../params/instance.js';

export const opClusterRepairDiskSizes = defineOpcode({
  id: 'OP_CLUSTER_REPAIR_DISK_SIZES',
  doc: 'Set the recorded disk sizes to what the nodes report. Returns a list of [instance, disk number, what was changed, new size in MiB].',
  summaryField: null,
  params: {
    instances: pInstances,
  },
  result: ht.list(ht.tuple(ht.nonEmptyString, ht.nonNegativeInt, ht.nonEmptyString, ht.nonNegativeInt)),
});
