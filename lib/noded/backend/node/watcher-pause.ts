import { watcherPauseText } from '../../../common/watcher-pause.js';
import type { NodeContext } from '../../context.js';

/** Pauses the watcher until a time in seconds since the epoch, or ends its pause. */
export async function setWatcherPause(ctx: Pick<NodeContext, 'paths' | 'files'>, until: number | null): Promise<void> {
  const file = ctx.paths.file('watcherPause');
  const text = watcherPauseText(until);
  if (text === null) await ctx.files.remove(file);
  else await ctx.files.writeAtomic(file, text, { mode: 0o644 });
}
