import { JOBS_FINALIZED, JOBS_PENDING } from '@gnt/constants';
import { flag, oneOfSwitches } from '../framework/option.js';

const PENDING = [JOBS_PENDING, 'jobs that wait or are being cancelled'] as const;

/** Switches of list that choose by status. */
export const statusFilter = oneOfSwitches<readonly string[]>({
  '--pending': PENDING,
  '--running': [['running'], 'jobs that run'],
  '--error': [['error'], 'jobs that failed'],
  '--finished': [JOBS_FINALIZED, 'jobs that have ended'],
});
/** Switches of the commands that change waiting jobs. */
export const waitingFilter = oneOfSwitches<readonly string[]>({
  '--pending': PENDING,
  '--queued': [['queued'], 'jobs in the queue'],
  '--waiting': [['waiting'], 'jobs that wait for locks'],
});
export const archived = flag(['--archived'], 'show archived jobs too (slow)');
export const kill = flag(['--kill'], 'end running jobs at once');
