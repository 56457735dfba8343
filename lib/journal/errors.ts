import { GanetiError } from '@gnt/protocol';

/** The journal's file holds damage that is not a torn end: history would be lost by going on. */
export class JournalCorrupted extends GanetiError {
  constructor(path: string, line: number, why: string) {
    super('ConfigurationError', [
      `Journal '${path}' is damaged at line ${line}: ${why}; restore it from a master candidate (gnt-cluster master-failover there), or move it away to go on with the state of config.data and the job files`,
    ]);
  }
}

/** The disk refused the files that follow the journal: what is done now would not show, so nothing new is begun. */
export class FilesUnavailable extends GanetiError {
  constructor(what: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super('JobQueueError', [`The files (${what}) cannot be written (${why}); nothing new is accepted until they can`], {
      cause,
    });
  }
}

/** The disk refused: nothing can be acknowledged until it takes writes again. */
export class JournalUnavailable extends GanetiError {
  constructor(path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super('JobQueueError', [`The journal '${path}' cannot be written (${why}); nothing new is accepted until it can`], {
      cause,
    });
  }
}

/** Another node is master by now: nothing may be written here any more. */
export class MasterDeposed extends GanetiError {
  constructor(epoch: number) {
    super('JobQueueError', [
      `Another node has become master (epoch ${epoch}); this one takes no changes: use the cluster's address, or 'gnt-cluster getmaster' on another node`,
    ]);
  }
}
