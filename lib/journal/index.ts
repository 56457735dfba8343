export { behindAfter, CANDIDATE_KIND } from './candidates.js';
export { positionOf, readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';
export { Epochs } from './epochs.js';
export { FilesUnavailable, JournalCorrupted, JournalUnavailable, MasterDeposed } from './errors.js';
export type {
  AppendRequest,
  Durability,
  FollowerAnswer,
  FollowerCalls,
  FollowerState,
  WholeState,
} from './followers.js';
export { Journal, type Appended, type BatchListener, type JournalOptions, type Recorded } from './journal.js';
export { MasterLog, type ChangeLog, type Entry, type MasterLogOptions } from './master-log.js';
export { comparePositions, isAtLeast, ORIGIN, positionText, type Position } from './position.js';
export { archivedJobFile, jobIdOfFile, liveJobFile } from './queue-files.js';
export { QueueView, type QueueMirror, type QueueViewOptions } from './queue-view.js';
export { decodeRecord, encodeRecord, EPOCH_KIND, type JournalRecord } from './record.js';
export type { FollowerReport } from './replicator.js';
export { parseWhole, wholeParts } from './whole.js';
export { ViewPace, type View } from './view.js';
