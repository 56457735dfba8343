import { JOB_IDS_KEY } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';
import type { ResultWithJobs } from '../cmdlib/base.js';
import type { OpInput } from '../jqueue/job.js';

/** Puts jobs into the queue on behalf of a job; says for each whether it was accepted, and its number. */
export type SubmitJobs = (
  jobs: readonly (readonly OpInput[])[],
) => Promise<readonly (readonly [boolean, number | string])[]>;

/** Submits what a unit asked for; the opcode's result is what else the unit said, with the jobs' numbers. */
export async function submitFollowUps(
  parent: OpInput,
  result: ResultWithJobs,
  submit: SubmitJobs,
): Promise<Record<string, unknown>> {
  if (JOB_IDS_KEY in result.other)
    throw ganetiError('ProgrammerError', [`Key '${JOB_IDS_KEY}' found in additional return values`]);
  const jobs = await submit(result.jobs.map((ops) => ops.map((op) => childOf(parent, op))));
  return { ...result.other, [JOB_IDS_KEY]: jobs };
}

/** The opcode with what it inherits: priority, debug level, comment, and the parent's reason trail. */
export function childOf(parent: OpInput, op: OpInput): OpInput {
  const { debug_level, priority, reason } = parent;
  const trail = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
  return {
    ...op,
    debug_level,
    priority: op['priority'] ?? priority,
    comment: op['comment'] ?? `Submitted by ${String(parent['OP_ID'])}`,
    reason: [...trail(op['reason']), ...trail(reason)],
  };
}
