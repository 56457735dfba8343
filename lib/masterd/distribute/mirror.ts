import type { QueueMirror } from '../../journal/index.js';
import type { CandidateReplication } from './jobs.js';

/** Carries the queue's files to candidates that run the original, at the pace at which they are written here. */
export function queueMirror(replication: CandidateReplication): QueueMirror {
  return {
    written: (path, text) => void replication.update(path, text),
    moved: (from, to) => void replication.rename([[from, to]]),
    drained: (flag) => void replication.setDrainFlag(flag),
  };
}
