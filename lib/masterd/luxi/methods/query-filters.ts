import type { LuxiHandler } from '../context.js';

/** Plain values of job filter rules; they are named by UUID only. */
export const queryFilters: LuxiHandler<'QueryFilters'> = ({ uuids, fields }, { engine }) =>
  engine.plain('filter', uuids ?? [], fields, { byUuidOnly: true });
