import { ganetiError } from '@gnt/protocol';
import type { LuxiHandler } from '../context.js';

/** Removes a job filter rule. */
export const deleteFilter: LuxiHandler<'DeleteFilter'> = async ({ uuid }, { cfg, queue }) => {
  await cfg.update((draft) => {
    if (!Object.hasOwn(draft.filters, uuid))
      throw ganetiError('GenericError', [`Filter rule with UUID ${uuid} does not exist`]);
    draft.filters = Object.fromEntries(Object.entries(draft.filters).filter(([key]) => key !== uuid));
  });
  queue.reconsider();
  return null;
};
