import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-cluster repair-disk-sizes: records the sizes that disks really have. */
export const repairDiskSizes = defineCommand({
  tool: 'gnt-cluster',
  name: 'repair-disk-sizes',
  usage: '[<instance-name>...]',
  args: [many('instance')],
  options: { dryRun: o.dryRun, priority: o.priority },
  async run({ args, session }) {
    await session.jobs.submit(opcode('OP_CLUSTER_REPAIR_DISK_SIZES', { instances: [...args] }));
    return 0;
  },
});
