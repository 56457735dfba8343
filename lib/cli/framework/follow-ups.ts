import type { WireOpcode } from '@gnt/luxi-client';
import { JobSet, type SubmittedJobs } from './job-set.js';
import type { Session } from './session.js';

/** Submits an opcode that submits jobs, shows all of them, and resolves with how many failed. */
export async function runWithFollowUps(session: Session, op: WireOpcode): Promise<number> {
  const { jobs } = (await session.jobs.submitOrSend(op)) as SubmittedJobs;
  const set = new JobSet(session);
  set.addSubmitted(jobs);
  return (await set.results()).filter(({ ok }) => !ok).length;
}
