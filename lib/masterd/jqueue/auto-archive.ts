import type { Clock } from '../../common/clock.js';
import { isArchivable, type QueuedJob } from './job.js';
import { timestampNow, type Timestamp } from './time.js';

interface Archive {
  list(): readonly QueuedJob[];
  get(id: number): QueuedJob | undefined;
  archive(id: number): Promise<boolean>;
}

/** As JobQueue.autoArchive: one job after the other, oldest first, until the time is over. */
export async function archiveOld(
  queue: Archive,
  clock: Clock,
  age: number,
  seconds: number,
): Promise<[archived: number, left: number]> {
  const deadline = clock.now() + seconds * 1000;
  const [now, micros] = timestampNow(clock);
  const cut: Timestamp | undefined = age < 0 ? undefined : [now - age, micros];
  const ids = queue.list().map((job) => job.id);
  let archived = 0;
  for (const [done, id] of ids.entries()) {
    if (clock.now() >= deadline) return [archived, ids.length - done];
    const job = queue.get(id);
    if (job && isArchivable(job, cut) && (await queue.archive(id))) archived += 1;
  }
  return [archived, 0];
}
