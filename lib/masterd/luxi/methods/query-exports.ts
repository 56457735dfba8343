import type { LuxiHandler } from '../context.js';
import { oldQuery } from './old-query.js';

/** Exports on the nodes. */
export const queryExports: LuxiHandler<'QueryExports'> = async ({ nodes, lock }, { engine }) => {
  const rows = await oldQuery(engine, 'export', nodes, ['node', 'export'], lock);
  return rows.map(([node, name]) => [String(node), typeof name === 'string' ? name : null]);
};
