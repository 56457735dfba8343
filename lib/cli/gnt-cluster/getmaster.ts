import { ganetiError } from '@gnt/protocol';
import { defineCommand } from '../framework/command.js';
import { masterName } from '../../common/master-client.js';

/** gnt-cluster getmaster: the master's name as this node knows it. */
export const getmaster = defineCommand({
  tool: 'gnt-cluster',
  name: 'getmaster',
  usage: '',
  args: [],
  options: {},
  async run({ session }) {
    const name = await masterName(session.deps);
    if (name === undefined) {
      const file = session.paths.ssconf('master_node');
      throw ganetiError('ConfigurationError', [`Can't read '${file}': this machine belongs to no cluster`]);
    }
    session.out(name);
    return 0;
  },
});
