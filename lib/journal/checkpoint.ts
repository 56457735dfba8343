import { ht, type Infer } from '@gnt/ht';
import { faultsOf } from '@gnt/ht/validate';
import { ganetiError } from '@gnt/protocol';
import type { Files } from '../common/files.js';
import type { Position } from './position.js';

const checkpoint = ht.record({
  epoch: ht.nonNegativeInt,
  seq: ht.nonNegativeInt,
  /** Each epoch with the sequence number of its first record, oldest first. */
  epochs: ht.list(ht.tuple(ht.int, ht.int)),
  /** Candidates that miss records, by uuid, with the number of the last one they had. */
  behind: ht.dict(ht.int),
  /** Digest of config.data as we left it, after a clean stop. */
  config: ht.maybe(ht.string),
});
/** What the views held when they were last brought to stable storage; a small file beside the journal. */
export type Checkpoint = Infer<typeof checkpoint>;

/** Reads the file; undefined when there is none. */
export async function readCheckpoint(files: Files, path: string): Promise<Checkpoint | undefined> {
  const text = await files.readTextIfPresent(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const [fault] = faultsOf(checkpoint, value);
  if (fault)
    throw ganetiError('ConfigurationError', [
      `'${path}' is damaged (${fault.path} ${fault.message}); move it away to take config.data and the job files as they are`,
    ]);
  return value as Checkpoint;
}

/** Writes the file so that it survives a power cut. */
export async function writeCheckpoint(files: Files, path: string, value: Checkpoint): Promise<void> {
  await files.writeAtomic(path, `${JSON.stringify(value)}\n`, { mode: 0o640 });
}

/** Position of a checkpoint. */
export function positionOf({ epoch, seq }: Checkpoint): Position {
  return { epoch, seq };
}
