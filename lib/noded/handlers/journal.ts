import { compress, decompress } from '@gnt/protocol';
import type { NodeContext } from '../context.js';
import { MAX_FILE_BYTES } from '../backend/files/upload.js';
import type { Handlers } from './types.js';

/** One call at a time: the journal has one writer. */
function alone<T>(ctx: NodeContext, work: () => Promise<T>): Promise<T> {
  return ctx.exclusive.run('journal', work);
}

/** Calls by which a candidate keeps the master's journal. */
export const journalHandlers = {
  journal_state: (_args, ctx) => alone(ctx, () => ctx.journal.state()),
  journal_append: ({ epoch, after: [after, seq], lines }, ctx) =>
    alone(ctx, () => ctx.journal.append(epoch, { epoch: after, seq }, lines)),
  journal_replace: ({ epoch, common: [common, seq], part, parts, content }, ctx) =>
    alone(ctx, () =>
      ctx.journal.replace(epoch, { epoch: common, seq }, part, parts, decompress(content, MAX_FILE_BYTES)),
    ),
  journal_promise: ({ epoch, master }, ctx) => alone(ctx, () => ctx.journal.promise(epoch, master)),
  journal_fetch: ({ part }, ctx) =>
    alone(ctx, async () => {
      const { parts, content } = await ctx.journal.fetch(part);
      return { parts, content: compress(content) };
    }),
} satisfies Handlers;
