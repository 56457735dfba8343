import { deferred, type Deferred } from './deferred.js';
import { isQuick, type Files } from './files.js';
import { writeQuick, type FileAttributes } from './quick-write.js';

/** One small file that is to be replaced. */
export interface QuickWrite {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly attributes: FileAttributes;
}

/** What the system said against a write; null: it is done. */
export type QuickFault = { readonly message: string; readonly code: string | undefined } | null;

interface Waiting {
  readonly write: QuickWrite;
  readonly done: Deferred<undefined>;
}

/** The thread's side: replaces the files in order, each with its own outcome. */
export function writeQuickly(writes: readonly QuickWrite[]): QuickFault[] {
  return writes.map(({ path, content, attributes }) => {
    try {
      writeQuick(path, content, attributes);
      return null;
    } catch (e) {
      const code = e instanceof Error && 'code' in e && typeof e.code === 'string' ? e.code : undefined;
      return { message: e instanceof Error ? e.message : String(e), code };
    }
  });
}

/**
 * Files whose small writes that need no sync are made by a thread, all that come while it is at work in one go: creating a
 * file can wait for the file system's journal for milliseconds, which the event loop must not.
 */
export function threadedFiles(
  base: Files,
  thread: { ask(writes: readonly QuickWrite[]): Promise<readonly QuickFault[]> },
): Files {
  let waiting: Waiting[] = [];
  let working = false;
  const work = async (): Promise<void> => {
    // What is written in this turn goes together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const faults = await thread.ask(batch.map(({ write }) => write));
        for (const [i, { done }] of batch.entries()) {
          const fault = faults[i];
          if (fault) done.reject(Object.assign(new Error(fault.message), { code: fault.code }));
          else done.resolve(undefined);
        }
      } catch (e) {
        const error = e instanceof Error ? e : new Error(String(e));
        for (const { done } of batch) done.reject(error);
      }
    }
    working = false;
  };
  return {
    ...base,
    writeAtomic(path, content, options = {}) {
      if (!isQuick(content, options)) return base.writeAtomic(path, content, options);
      const { durable: _, ...attributes } = options;
      const done = deferred<undefined>();
      waiting.push({ write: { path, content, attributes }, done });
      if (!working) {
        working = true;
        void work();
      }
      return done.promise;
    },
  };
}
