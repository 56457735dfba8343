import { jobDependencies } from './dependencies.js';
import { admitAll, type Admission, type Candidate } from './interface.js';
import { jobPriority, type QueuedJob } from './job.js';

export interface SchedulerView {
  readonly queued: readonly Candidate[];
  readonly running: readonly QueuedJob[];
  /** How many jobs may run at once. */
  readonly limit: number;
  readonly admission?: Admission;
}

/** Dependencies of a job never change. */
const dependencies = new WeakMap<QueuedJob, readonly number[]>();

/** What the scheduler looks at of a queued job. */
export function candidateOf(job: QueuedJob): Candidate {
  let known = dependencies.get(job);
  if (!known) dependencies.set(job, (known = jobDependencies(job)));
  return { id: job.id, priority: jobPriority(job), dependencies: known, job };
}

/**
 * Which jobs start now: those whose dependencies are neither queued nor running, best priority first, older first,
 * as many as there are places. Pure.
 */
export function selectJobs({ queued, running, limit, admission = admitAll }: SchedulerView): readonly Candidate[] {
  const places = limit - running.length;
  if (places <= 0 || queued.length === 0) return [];
  const open = new Set([...queued.map((c) => c.id), ...running.map((j) => j.id)]);
  const eligible = queued
    .filter((c) => !c.dependencies.some((id) => id !== c.id && open.has(id)))
    .toSorted((a, b) => a.priority - b.priority || a.id - b.id);
  return admission(eligible, running).slice(0, places);
}
