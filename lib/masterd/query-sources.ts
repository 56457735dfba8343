import type { JobQueue } from './jqueue/queue.js';
import type { JobReader } from './query/sources.js';

/** The queue as queries read it. */
export function jobReader(queue: JobQueue): JobReader {
  return {
    async ids({ archived }) {
      const live = queue.list().map((job) => job.id);
      return archived ? [...live, ...(await queue.archivedIds())] : live;
    },
    async load(id) {
      const live = queue.get(id);
      if (live) return { job: live, archived: false };
      // A damaged file in the archive is as good as none: queries never fail for one job.
      const job = await queue.readArchived(id).catch(() => undefined);
      return job ? { job, archived: true } : null;
    },
    get drained() {
      return queue.drained;
    },
  };
}
