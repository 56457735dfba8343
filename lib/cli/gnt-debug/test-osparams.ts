import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-debug test-osparams: checks that secret parameters reach a job. */
export const testOsParams = defineCommand({
  tool: 'gnt-debug',
  name: 'test-osparams',
  usage: '[--os-parameters-secret <params>]',
  args: [],
  options: { osParamsSecret: o.osParamsSecret, ...o.submitOptions },
  async run({ opts, session }) {
    await session.jobs.submitOrSend(opcode('OP_TEST_OS_PARAMS', { osparams_secret: opts.osParamsSecret }));
    return 0;
  },
});
