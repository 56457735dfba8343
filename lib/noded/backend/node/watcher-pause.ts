import type { NodeContext } from '../../context.js';

/** Until when the watcher pauses, in seconds since the epoch; null when it does not, or no more. */
export async function getWatcherPause(ctx: Pick<NodeContext, 'paths' | 'files' | 'clock'>): Promise<number | null> {
  const file = ctx.paths.file('watcherPause');
  const text = (await ctx.files.readTextIfPresent(file))?.trim();
  if (text === undefined) return null;
  const until = Number(text);
  // A file without a number, or of a pause long over (an hour), is removed (`lib/utils/io.py` of the original).
  if (!/^\d+$/.test(text) || until + 3600 < ctx.clock.now() / 1000) {
    await ctx.files.remove(file);
    return null;
  }
  return until * 1000 <= ctx.clock.now() ? null : until;
}

/** Pauses the watcher until a time, or ends its pause. */
export async function setWatcherPause(ctx: Pick<NodeContext, 'paths' | 'files'>, until: number | null): Promise<void> {
  const file = ctx.paths.file('watcherPause');
  if (until === null) await ctx.files.remove(file);
  else await ctx.files.writeAtomic(file, `${String(Math.trunc(until))}\n`, { mode: 0o644 });
}
