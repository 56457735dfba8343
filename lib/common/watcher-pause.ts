import type { Clock } from './clock.js';
import type { Files } from './files.js';
import type { Paths } from './paths.js';

/** Seconds after its end until the file of a pause is removed (`lib/utils/io.py` of the original). */
const REMOVE_AFTER = 3600;

interface PauseContext {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
}

/** What the file of a pause that ends at `until` (seconds since the epoch) holds; null: there is to be no file. */
export function watcherPauseText(until: number | null): string | null {
  return until === null ? null : `${String(Math.trunc(until))}\n`;
}

/** Until when the watcher is paused on this machine, in seconds since the epoch; null when it is not, or no more. Changes nothing. */
export async function readWatcherPause({ paths, files, clock }: PauseContext): Promise<number | null> {
  const text = await files.readTextIfPresent(paths.file('watcherPause'));
  const until = text === undefined ? undefined : numberIn(text);
  return until !== undefined && until * 1000 > clock.now() ? until : null;
}

/** As readWatcherPause, but removes a file that holds no number, and one of a pause that is long over. */
export async function takeWatcherPause(context: PauseContext): Promise<number | null> {
  const { paths, files, clock } = context;
  const file = paths.file('watcherPause');
  const text = await files.readTextIfPresent(file);
  if (text === undefined) return null;
  const until = numberIn(text);
  if (until === undefined || until + REMOVE_AFTER < clock.now() / 1000) {
    await files.remove(file);
    return null;
  }
  return until * 1000 > clock.now() ? until : null;
}

function numberIn(text: string): number | undefined {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;
}
