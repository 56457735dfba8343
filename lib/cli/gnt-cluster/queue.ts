import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';

/** gnt-cluster queue: lets the job queue take jobs or not. */
export const queue = defineCommand({
  tool: 'gnt-cluster',
  name: 'queue',
  usage: 'drain|undrain|info',
  args: [one('choice')],
  options: {},
  async run({ args: [what = ''], session }) {
    const client = await session.client();
    if (what === 'drain' || what === 'undrain') {
      await client.call('SetDrainFlag', { flag: what === 'drain' });
    } else if (what === 'info') {
      const [set] = await client.queryConfigValues(['drain_flag']);
      session.out(`The drain flag is ${set ? 'set' : 'unset'}`);
    } else {
      throw new OpPrereqError(`Command '${what}' is not valid.`, ECODE_INVAL);
    }
    return 0;
  },
});
