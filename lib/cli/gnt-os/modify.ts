import { DDM_ADD, DDM_REMOVE } from '@gnt/constants';
import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import { list, value } from '../framework/option.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { parameterGroups } from '../states.js';

const YES_OR_NO = { metavar: 'yes|no' };

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;

function membership(os: string, wanted: boolean | null): [typeof DDM_ADD | typeof DDM_REMOVE, string][] | null {
  return wanted === null ? null : [[wanted ? DDM_ADD : DDM_REMOVE, os]];
}

/** gnt-os modify: changes what holds for all instances of an operating system. */
export const modify = defineCommand({
  tool: 'gnt-os',
  name: 'modify',
  usage: '<os>',
  args: [one('os')],
  options: {
    hvParams: list(
      ['-H', '--hypervisor-parameters'],
      type.identKeyValues,
      'parameters of a hypervisor, as name:option=value,...',
    ),
    osParams: o.osParams,
    osParamsPrivate: o.osParamsPrivate,
    ...o.jobOptions,
    hidden: value(['--hidden'], type.bool, 'whether lists leave it out', YES_OR_NO),
    blacklisted: value(['--blacklisted'], type.bool, 'whether instances may not have it', YES_OR_NO),
  },
  async run({ opts, args: [os = ''], session }) {
    const hvParams = parameterGroups('-H', opts.hvParams);
    const changes = [hvParams, opts.osParams, opts.osParamsPrivate, opts.hidden, opts.blacklisted];
    if (changes.every((change) => change === null || (typeof change === 'object' && isEmpty(change)))) {
      session.err('Nothing to change: give parameters of the OS or of a hypervisor, --hidden or --blacklisted.');
      return 1;
    }
    await session.jobs.submitOrSend(
      opcode('OP_CLUSTER_SET_PARAMS', {
        os_hvp: isEmpty(hvParams) ? null : { [os]: hvParams },
        osparams: isEmpty(opts.osParams) ? null : { [os]: opts.osParams },
        osparams_private_cluster: isEmpty(opts.osParamsPrivate) ? null : { [os]: opts.osParamsPrivate },
        hidden_os: membership(os, opts.hidden),
        blacklisted_os: membership(os, opts.blacklisted),
      }),
    );
    return 0;
  },
});
