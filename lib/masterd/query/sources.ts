import type { ConfigSnapshot } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { QueuedJob } from '../jqueue/job.js';
import type { LockReport } from '../locking/manager.js';

/** Read access to the job queue; never waits for a job and takes no lock. */
export interface JobReader {
  /** Numbers of the jobs in the queue, and of those in the archive where asked for, in any order. */
  ids(options: { readonly archived: boolean }): Promise<readonly number[]>;
  /** A job as it is now, from the queue or the archive; null when there is none or its file is damaged. */
  load(id: number): Promise<{ readonly job: QueuedJob; readonly archived: boolean } | null>;
  /** Whether new jobs are refused. */
  readonly drained: boolean;
}

/** What queries read; nothing here changes anything. */
export interface QuerySources {
  readonly cfg: { readonly snapshot: ConfigSnapshot };
  readonly rpc: RpcRunner;
  readonly jobs: JobReader;
  readonly locks: { report(): readonly LockReport[] };
  /** Until when the watcher is paused, in seconds since the epoch; null when it is not (a time that is past counts as none). */
  readonly watcherPause: () => Promise<number | null>;
}

/** The least that any query reads. */
export type ConfigSource = Pick<QuerySources, 'cfg'>;
/** What queries about the nodes' definitions read. */
export type NodeSources = Pick<QuerySources, 'cfg' | 'rpc'>;
/** What queries about the cluster itself read. */
export type ClusterSources = Pick<QuerySources, 'cfg' | 'watcherPause'> & { readonly jobs: Pick<JobReader, 'drained'> };
