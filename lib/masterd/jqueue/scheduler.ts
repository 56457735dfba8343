import { jobDependencies } from './dependencies.js';
import type { Admission, Candidate } from './interface.js';
import { jobPriority, type QueuedJob } from './job.js';

export interface SchedulerView {
  /** The queued jobs, those first that are to start first. */
  readonly queued: Iterable<Candidate>;
  readonly running: readonly QueuedJob[];
  /** Whether the job of a number is queued or running. */
  readonly isOpen: (id: number) => boolean;
  /** How many jobs may run at once. */
  readonly limit: number;
  /** Without, all may start. */
  readonly admission?: Admission | undefined;
}

/** What the scheduler looks at of a queued job. */
export function candidateOf(job: QueuedJob): Candidate {
  return { id: job.id, priority: jobPriority(job), dependencies: jobDependencies(job), job };
}

export interface Selection {
  readonly chosen: readonly Candidate[];
  /** Every job was looked at: those not chosen stay held until a job ends or leaves, or the rules change. */
  readonly complete: boolean;
}

/**
 * Which jobs start now: those whose dependencies are neither queued nor running, in the order of the line, as many as
 * there are places. Looks no further down the line than it must. Pure.
 */
export function selectJobs({ queued, running, isOpen, limit, admission }: SchedulerView): Selection {
  const places = limit - running.length;
  const chosen: Candidate[] = [];
  if (places <= 0) return { chosen, complete: false };
  const admits = admission?.(running);
  for (const candidate of queued) {
    if (candidate.dependencies.some((id) => id !== candidate.id && isOpen(id))) continue;
    if (admits && !admits(candidate)) continue;
    chosen.push(candidate);
    if (chosen.length === places) return { chosen, complete: false };
  }
  return { chosen, complete: true };
}
