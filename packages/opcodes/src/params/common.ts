import { DEFAULT_SHUTDOWN_TIMEOUT } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { onWire, optional, required } from '../define.js';
import { jobDependencies, submitPriority } from '../types/index.js';

/** Parameters that every opcode has, in the original's order. */
export const commonParams = {
  dry_run: optional(
    ht.maybe(ht.bool),
    null,
    'Stop after the checks: the job ends as a success without having changed anything. Some opcodes then return what they would have done.',
  ),
  debug_level: optional(
    ht.maybe(ht.nonNegativeInt),
    null,
    'How much detail the log gets while this opcode runs; 0 is the usual amount.',
  ),
  priority: optional(
    submitPriority,
    0,
    'Place in the queue: -10 is high, 0 normal, 10 low. Waiting for locks raises it step by step.',
  ),
  depends: optional(
    ht.maybe(jobDependencies),
    null,
    'Jobs that must end first, each with the end states that are acceptable; an empty list of states accepts any. If a job ends otherwise, this one is cancelled or fails. In a submission of many jobs a negative number counts back from the job that names it.',
  ),
  comment: optional(ht.maybe(ht.string), null, 'Free text that is kept with the job.'),
  reason: onWire(
    optional(
      ht.maybe(ht.list(ht.any)),
      [],
      'Why the opcode runs: a list of [source, reason, time in nanoseconds], to which each program on the way appends itself.',
    ),
  ),
};

export const pForce = optional(ht.bool, false, 'Go on where a warning would otherwise stop the operation.');
export const pIgnoreIpolicy = optional(
  ht.bool,
  false,
  'Report violations of the instance policy as warnings instead of refusing the operation.',
);
export const pUseLocking = optional(
  ht.bool,
  false,
  'Take shared locks first, so that the answer waits for jobs that are changing the objects asked for.',
);
export const pIallocator = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  "Allocator that chooses the nodes; without it and without named nodes the cluster's default allocator is used.",
);
export const pEarlyRelease = optional(
  ht.bool,
  false,
  'Give locks back as soon as the old disks are no longer needed, before the new ones are in sync: more such jobs run at once, at the price of redundancy for a while.',
);
export const pShutdownTimeout = optional(
  ht.nonNegativeInt,
  DEFAULT_SHUTDOWN_TIMEOUT,
  'Seconds that the guest gets to shut down by itself before it is switched off.',
);
export const pOutputFields = required(ht.list(ht.nonEmptyString), 'Columns to return, in this order.');
export const pVerbose = optional(ht.bool, false, 'Report each step, not only what is wrong.');
export const pHvState = optional(
  ht.maybe(ht.anyObject),
  null,
  'Amounts of memory and processors reserved per hypervisor, for use in capacity planning.',
);
export const pDiskState = optional(
  ht.maybe(ht.anyObject),
  null,
  'Amounts of disk space reserved per storage type and volume group or path, for use in capacity planning.',
);
export const pNdparams = optional(
  ht.maybe(ht.anyObject),
  null,
  'Node parameters to set, such as oob_program or spindle_count.',
);
export const pTargetGroups = optional(
  ht.maybe(ht.list(ht.nonEmptyString)),
  null,
  'Node groups to move to, by name or UUID; without them the allocator may choose any other group.',
);
