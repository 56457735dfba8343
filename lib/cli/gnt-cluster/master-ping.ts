import { GanetiError } from '@gnt/protocol';
import { defineCommand } from '../framework/command.js';

/** gnt-cluster master-ping: tells by its exit code whether the master answers. */
export const masterPing = defineCommand({
  tool: 'gnt-cluster',
  name: 'master-ping',
  usage: '',
  args: [],
  options: {},
  async run({ session }) {
    try {
      await (await session.client()).call('QueryClusterInfo', {});
      return 0;
    } catch (error) {
      if (error instanceof GanetiError) return 1;
      throw error;
    }
  },
});
