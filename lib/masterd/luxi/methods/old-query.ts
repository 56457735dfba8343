import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { QueryEngine } from '../../query/engine.js';

/** The queries of before filters: values without status; locking was never kept. */
export async function oldQuery(
  engine: QueryEngine,
  resource: string,
  names: readonly string[],
  fields: readonly string[],
  lock: boolean,
): Promise<unknown[][]> {
  if (lock) throw new OpPrereqError('Sync queries are not allowed', ECODE_INVAL);
  return engine.plain(resource, names, fields);
}
