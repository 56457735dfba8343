import { DDM_ADD, DDM_REMOVE } from '@gnt/constants';
import { defineCommand, one } from '../framework/command.js';
import { list, value } from '../framework/option.js';
import { opcode } from '../framework/opcode.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { parameterGroups } from '../states.js';

const YES_OR_NO = { metavar: 'yes|no' };

function listChange(wanted: boolean | null, os: string): [typeof DDM_ADD | typeof DDM_REMOVE, string][] | null {
  return wanted === null ? null : [[wanted ? DDM_ADD : DDM_REMOVE, os]];
}

/** gnt-os modify: changes what the cluster keeps of an operating system. */
export const modify = defineCommand({
  tool: 'gnt-os',
  name: 'modify',
  usage: '',
  args: [one('os')],
  options: {
    hvParams: list(
      ['-H', '--hypervisor-parameters'],
      type.identKeyValues,
      "parameters of a hypervisor for this system's instances, as name:option=value,...",
    ),
    osParams: o.osParams,
    osParamsPrivate: o.osParamsPrivate,
    ...o.jobOptions,
    hidden: value(['--hidden'], type.bool, 'whether the system is left out of lists', YES_OR_NO),
    blacklisted: value(['--blacklisted'], type.bool, 'whether new instances may not have it', YES_OR_NO),
  },
  async run({ opts, args: [os = ''], session }) {
    const given = (params: object): boolean => Object.keys(params).length > 0;
    const changes = {
      os_hvp: opts.hvParams.length > 0 ? { [os]: parameterGroups('-H', opts.hvParams) } : null,
      osparams: given(opts.osParams) ? { [os]: opts.osParams } : null,
      osparams_private_cluster: given(opts.osParamsPrivate) ? { [os]: opts.osParamsPrivate } : null,
      hidden_os: listChange(opts.hidden, os),
      blacklisted_os: listChange(opts.blacklisted, os),
    };
    if (Object.values(changes).every((change) => change === null)) {
      session.err('At least one of OS parameters or hypervisor parameters must be passed');
      return 1;
    }
    await session.jobs.submitOrSend(opcode('OP_CLUSTER_SET_PARAMS', changes));
    return 0;
  },
});
