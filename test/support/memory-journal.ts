import type { AppendFile, AppendFiles } from '../../lib/common/append-file.js';
import type { Clock } from '../../lib/common/clock.js';
import type { Files } from '../../lib/common/files.js';
import { silentLogger } from '../../lib/common/log.js';
import type { SyncFiles } from '../../lib/common/sync-files.js';
import {
  Epochs,
  Journal,
  MasterLog,
  type FollowerCalls,
  type JournalRecord,
  type View,
  type WholeState,
} from '../../lib/journal/index.js';

interface Content {
  bytes: Buffer;
  /** What would be left after a power cut. */
  synced: Buffer;
}

/** Append files in memory, on a disk that can be told to refuse and to lose what was not synced. */
export class MemoryAppendFiles implements AppendFiles {
  readonly #files = new Map<string, Content>();
  syncs = 0;
  refuse: Error | undefined;

  /** A power cut: all files are as they were when last synced. */
  crash(): void {
    for (const content of this.#files.values()) content.bytes = content.synced;
  }

  /** What of a file is on stable storage. */
  synced(path: string): string {
    return this.#files.get(path)?.synced.toString() ?? '';
  }

  async open(path: string): Promise<AppendFile> {
    const content = this.#files.get(path) ?? { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
    this.#files.set(path, content);
    const check = (): void => {
      if (this.refuse) throw this.refuse;
    };
    return {
      get size() {
        return content.bytes.length;
      },
      read: async () => content.bytes,
      append: async (data) => {
        check();
        content.bytes = Buffer.concat([content.bytes, data]);
      },
      sync: async () => {
        check();
        this.syncs += 1;
        content.synced = content.bytes;
      },
      truncate: async (size) => {
        content.bytes = content.bytes.subarray(0, size);
      },
      close: async () => undefined,
    };
  }

  /** Takes a file away; its text. */
  take(path: string): string {
    const text = this.#files.get(path)?.bytes.toString() ?? '';
    this.#files.delete(path);
    return text;
  }

  /** Replaces a file whole, as writeAtomic of the journal's compaction does. */
  put(path: string, text: string): void {
    const bytes = Buffer.from(text);
    this.#files.set(path, { bytes, synced: bytes });
  }
}

/** Nothing to do: files in memory are safe. */
export const noSync: SyncFiles = { sync: async () => undefined };

/** Files whose journal is kept by the append files. */
export function withJournal(files: Files, appendFiles: MemoryAppendFiles, path: string): Files {
  return {
    readText: (p) => files.readText(p),
    readTextIfPresent: (p) => files.readTextIfPresent(p),
    readTexts: (all) => files.readTexts(all),
    rename: async (from, to) => {
      if (from !== path) return files.rename(from, to);
      await files.writeAtomic(to, appendFiles.take(from));
    },
    remove: (p) => files.remove(p),
    list: (p) => files.list(p),
    makeDirectory: (p, mode) => files.makeDirectory(p, mode),
    writeAtomic: async (p, content, options) => {
      if (p === path) appendFiles.put(p, content.toString());
      else await files.writeAtomic(p, content, options);
    },
  };
}

const nobody: FollowerCalls = {
  state: async () => ({ kind: 'silent', reason: 'nobody' }),
  append: async () => ({ kind: 'silent', reason: 'nobody' }),
  replace: async () => ({ kind: 'silent', reason: 'nobody' }),
};

export interface TestLogOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly appendFiles?: MemoryAppendFiles;
  readonly calls?: FollowerCalls;
  readonly whole?: () => WholeState;
  readonly deposed?: () => void;
}

/** A master's journal in memory. */
export async function memoryLog(
  options: TestLogOptions,
  views: readonly View[] = [],
): Promise<{
  journal: Journal;
  log: MasterLog;
  appendFiles: MemoryAppendFiles;
  epochs: Epochs;
  records: readonly JournalRecord[];
}> {
  const { files, clock, appendFiles = new MemoryAppendFiles() } = options;
  const path = '/var/lib/ganeti/journal';
  const { journal, records } = await Journal.open({
    files: withJournal(files, appendFiles, path),
    appendFiles,
    clock,
    path,
    log: silentLogger,
  });
  const epochs = new Epochs();
  if (journal.head.epoch === 0) {
    const { position, durable } = journal.startEpoch(1, null);
    await durable;
    epochs.add([{ kind: 'epoch', position }]);
  } else {
    epochs.add(records);
  }
  const log = new MasterLog(
    {
      journal,
      epochs,
      calls: options.calls ?? nobody,
      files,
      clock,
      log: silentLogger,
      checkpointPath: `${path}.checkpoint`,
      behind: {},
      whole:
        options.whole ??
        (() => ({
          position: journal.durable,
          epochs: epochs.starts,
          config: '',
          jobs: [],
          serial: 0,
          drained: false,
          watcherPause: null,
        })),
      returned: () => undefined,
      foreign: () => undefined,
      deposed: options.deposed ?? (() => undefined),
    },
    views,
  );
  return { journal, log, appendFiles, epochs, records };
}
