import { JOBS_FINALIZED, OP_PRIO_SUBMIT_VALID } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** Number of a job; clients also send it as text. */
export const jobId = ht.anyOf(ht.nonNegativeInt, ht.regex(/^\d+$/, 'job number as text'));

/** A job of the same submission, counted backwards from the one that names it. */
export const relativeJobId = ht.negativeInt;

/** End states of a job. */
export const finalJobStatus = ht.oneOf(JOBS_FINALIZED);

/** Jobs to wait for, each with the end states that are good enough (none: any). */
export const jobDependencies = ht.list(ht.tuple(ht.anyOf(jobId, relativeJobId), ht.list(finalJobStatus)));

/** Priorities that a client may choose. */
export const submitPriority = ht.oneOf(OP_PRIO_SUBMIT_VALID);

/** Result of an opcode that only submits jobs: for each, whether it was accepted, and its id or the reason. */
export const jobIdList = ht.list(ht.tuple(ht.bool, ht.anyOf(ht.string, jobId)));

/** Jobs that an opcode has submitted; the client follows them. */
export const jobIdListOnly = ht.record({ jobs: jobIdList });

/** Result of allocating many instances in one step. */
export const multiAllocResponse = ht.record({
  jobs: jobIdList,
  allocatable: ht.list(ht.nonEmptyString),
  failed: ht.list(ht.nonEmptyString),
});

/** What was changed, and its new value. */
export const changeList = ht.list(ht.tuple(ht.nonEmptyString, ht.any));
