import { VALID_ALLOC_POLICIES } from '@gnt/constants';
import { list, value } from '../framework/option.js';
import type { IdentKeyValues, KeyValues } from '../framework/types.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { policyOptions } from '../policy-options.js';
import { nestedGroups, parameterGroups } from '../states.js';

/** Settings of a group: what `add` gives it and `modify` changes. */
export const groupSettings = {
  allocPolicy: value(
    ['--alloc-policy'],
    type.choice(VALID_ALLOC_POLICIES),
    'whether new instances may be placed here: preferred, last_resort or unallocable',
  ),
  nodeParams: o.nodeParams,
  diskParams: list(
    ['-D', '--disk-parameters'],
    type.identKeyValues,
    'parameters of a disk template, as template:option=value,...',
  ),
  hvState: o.hvState,
  diskState: o.diskState,
  ...policyOptions,
};

/** The values of those options that both opcodes take in the same form. */
export function groupParameters(opts: {
  readonly nodeParams: KeyValues | null;
  readonly diskParams: readonly IdentKeyValues[];
  readonly hvState: readonly IdentKeyValues[];
  readonly diskState: readonly IdentKeyValues[];
}) {
  return {
    ndparams: opts.nodeParams,
    diskparams: parameterGroups('--disk-parameters', opts.diskParams),
    hv_state: parameterGroups('--hypervisor-state', opts.hvState),
    disk_state: nestedGroups('--disk-state', opts.diskState),
  };
}
