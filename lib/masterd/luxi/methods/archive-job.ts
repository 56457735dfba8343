import { jobNumber, type LuxiHandler } from '../context.js';

/** Moves a finished job to the archive. */
export const archiveJob: LuxiHandler<'ArchiveJob'> = ({ job }, { queue }) => queue.archive(jobNumber(job));
