import type { JobStatus } from '@gnt/constants';
import { isFinal, type OpInput, type QueuedJob } from './job.js';

/** A job another one waits for, and the states it must end in; none means any. */
export type Dependency = readonly [jobId: number, states: readonly string[]];

/** What an opcode's `depends` says. */
export function dependenciesOf(input: OpInput): readonly Dependency[] {
  const depends = input['depends'];
  if (!Array.isArray(depends)) return [];
  return depends.filter((d): d is Dependency => Array.isArray(d) && typeof d[0] === 'number' && Array.isArray(d[1]));
}

/** Numbers of the jobs that any opcode of the job depends on. */
export function jobDependencies(job: Pick<QueuedJob, 'ops'>): number[] {
  return job.ops.flatMap((op) => dependenciesOf(op.input).map(([id]) => id));
}

/** What a dependency means for the job that has it. */
export type DependencyVerdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'fail'; readonly message: string };

/** Judges a dependency of job `id` by the state of the job it names; undefined: there is no such job. */
export function judgeDependency(
  id: number,
  [wanted, states]: Dependency,
  status: JobStatus | undefined,
): DependencyVerdict {
  if (id === wanted) return { kind: 'fail', message: "Job can't depend on itself" };
  if (status === undefined) return { kind: 'fail', message: `Dependency error: Job ${String(wanted)} not found` };
  if (!isFinal(status)) return { kind: 'wait' };
  if (status === 'canceled' && !states.includes('canceled')) return { kind: 'cancel' };
  if (states.length === 0 || states.includes(status)) return { kind: 'go' };
  const required = states.join(', ');
  return {
    kind: 'fail',
    message: `Job ${String(wanted)}, which this one depends on, ended with status '${status}', not with '${required}'`,
  };
}

/** The opcode with relative job numbers (-1: the job before this one) made absolute; throws when there is none. */
export function resolveRelative(input: OpInput, jobId: number): OpInput {
  const depends = dependenciesOf(input);
  if (!depends.some(([id]) => id < 0)) return input;
  return { ...input, depends: depends.map(([id, states]) => [absolute(id, jobId), states]) };
}

function absolute(id: number, jobId: number): number {
  if (id >= 0) return id;
  if (jobId + id <= 0) throw new Error(`Unable to resolve relative job ID ${String(id)}`);
  return jobId + id;
}
