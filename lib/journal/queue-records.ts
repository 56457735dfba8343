import { ht, type Infer } from '@gnt/ht';
import { faultsOf } from '@gnt/ht/validate';
import { ganetiError } from '@gnt/protocol';
import type { JournalRecord } from './record.js';

/** A job's new state: the text of its file, and whether it ended. */
const job = ht.record({ id: ht.positiveInt, text: ht.string, ended: ht.bool });
/** Jobs that went to the archive. */
const archive = ht.record({ ids: ht.list(ht.positiveInt) });
/** A small file of the cluster's state: its text, or null for none. */
const flag = ht.record({ file: ht.oneOf(['queueDrain', 'watcherPause']), text: ht.maybe(ht.string) });

export type JobChange = Infer<typeof job>;
export type ArchiveChange = Infer<typeof archive>;
export type FlagChange = Infer<typeof flag>;

const KINDS = { job, archive, flag } as const;

/** A record of the job queue by its kind; undefined for records of others. */
export type QueueChange =
  | { readonly kind: 'job'; readonly data: JobChange }
  | { readonly kind: 'archive'; readonly data: ArchiveChange }
  | { readonly kind: 'flag'; readonly data: FlagChange };

/** What a record changes in the job queue; undefined when it is about something else. Throws when it is malformed. */
export function queueChangeOf({ kind, data }: JournalRecord): QueueChange | undefined {
  if (!Object.hasOwn(KINDS, kind)) return undefined;
  const [fault] = faultsOf(KINDS[kind as keyof typeof KINDS], data);
  if (fault)
    throw ganetiError('JobQueueError', [
      `A journal record of kind ${kind} is malformed: ${fault.path} ${fault.message}`,
    ]);
  return { kind, data } as QueueChange;
}
