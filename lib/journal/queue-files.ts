import { join } from 'node:path';
import { JOB_FILE_RE, JSTORE_JOBS_PER_ARCHIVE_DIRECTORY } from '@gnt/constants';
import type { Paths } from '../common/paths.js';

/** Where the queue keeps a job. */
export function liveJobFile(paths: Paths, id: number): string {
  return `${paths.file('queueDir')}/job-${String(id)}`;
}

/** Where a job goes when it is archived: 10000 jobs to a directory. */
export function archivedJobFile(paths: Paths, id: number): string {
  const directory = String(Math.floor(id / JSTORE_JOBS_PER_ARCHIVE_DIRECTORY));
  return join(paths.file('queueArchiveDir'), directory, `job-${String(id)}`);
}

/** The number of the job that a file name stands for; undefined for other files. */
export function jobIdOfFile(name: string): number | undefined {
  const match = JOB_FILE_RE.exec(name);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
