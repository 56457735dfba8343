import type { AppendFiles } from '../../common/append-file.js';
import type { Clock } from '../../common/clock.js';
import type { Files } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import type { SyncFiles } from '../../common/sync-files.js';
import type { Ownership } from '../../common/users.js';
import {
  applyConfigRecord,
  CONFIG_KIND,
  configDigest,
  ConfigView,
  parseConfigRecord,
  type ConfigState,
} from '../../config/index.js';
import {
  behindAfter,
  EPOCH_KIND,
  Epochs,
  isAtLeast,
  Journal,
  ORIGIN,
  positionOf,
  positionText,
  QueueView,
  readCheckpoint,
  writeCheckpoint,
  type Checkpoint,
  type JournalRecord,
} from '../../journal/index.js';

export interface EngineFiles {
  readonly paths: Paths;
  readonly files: Files;
  readonly appendFiles: AppendFiles;
  readonly syncFiles: SyncFiles;
  readonly clock: Clock;
  readonly log: Logger;
  readonly configOwner: Ownership;
  readonly queueOwner: Ownership;
}

/** What a master finds when it starts: files and memory agree with the journal. */
export interface Opened {
  readonly journal: Journal;
  readonly epochs: Epochs;
  readonly config: ConfigState;
  readonly queue: QueueView;
  /** Candidates that missed records when the master last stopped. */
  readonly behind: Readonly<Record<string, number>>;
}

/**
 * Applies to config.data, as it was found, what the journal holds beyond it; the queue's files get theirs. A configuration that
 * was changed while no master ran (an editor, the original) begins a new history, which all candidates get whole.
 */
export async function openEngine(
  deps: EngineFiles,
  found: { readonly text: string; readonly state: ConfigState },
): Promise<Opened> {
  const { paths, files, log } = deps;
  await files.makeDirectory(paths.file('queueArchiveDir'), 0o750);
  const { journal, records } = await Journal.open({ ...deps, path: paths.file('journal') });
  const checkpoint = await readCheckpoint(files, paths.file('journalCheckpoint'));
  const epochs = new Epochs(checkpoint?.epochs);
  epochs.add(records);
  const since = checkpoint ? positionOf(checkpoint) : ORIGIN;
  const tail = records.filter(({ position }) => !isAtLeast(since, position));
  const queue = new QueueView(
    { ...deps, owner: deps.queueOwner },
    Number((await files.readTextIfPresent(paths.file('queueSerial'))) ?? 0),
  );
  let { state } = found;
  let behind = checkpoint?.behind ?? {};
  for (const record of tail) {
    queue.apply(record);
    behind = behindAfter(behind, record);
    if (record.kind === CONFIG_KIND) state = applyConfigRecord(state, parseConfigRecord(record.data));
  }
  if (tail.length > 0) {
    log.info({ records: tail.length, since: positionText(since) }, 'the end of the journal is brought into the files');
    const view = new ConfigView(
      { ...deps, path: paths.file('configData'), ownership: deps.configOwner, state: () => state },
      found.state,
    );
    await queue.write(true);
    await queue.sync();
    await view.write();
    await view.sync();
  }
  if (isNewHistory(checkpoint, journal, tail, found.text)) await beginHistory(deps, journal, epochs);
  return { journal, epochs, config: state, queue, behind };
}

/** Whether candidates cannot be brought up to date record by record. */
function isNewHistory(
  checkpoint: Checkpoint | undefined,
  journal: Journal,
  tail: readonly JournalRecord[],
  config: string,
): boolean {
  if (checkpoint === undefined || journal.head.epoch === 0) return true;
  return (
    tail.every(({ kind }) => kind === EPOCH_KIND) &&
    checkpoint.config !== null &&
    checkpoint.config !== configDigest(config)
  );
}

async function beginHistory({ files, paths, log }: EngineFiles, journal: Journal, epochs: Epochs): Promise<void> {
  const epoch = journal.head.epoch + 1;
  const { position, durable } = journal.startEpoch(epoch, { reason: 'the configuration is as it is in config.data' });
  await durable;
  epochs.add([{ position, kind: EPOCH_KIND }]);
  await writeCheckpoint(files, paths.file('journalCheckpoint'), {
    ...position,
    epochs: epochs.starts.map(([number, first]) => [number, first]),
    behind: {},
    config: null,
  });
  await journal.compact(position);
  log.info({ position: positionText(position) }, 'a new history of the cluster begins');
}
