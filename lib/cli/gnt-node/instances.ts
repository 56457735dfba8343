import { ECODE_NOENT, OpPrereqError } from '@gnt/protocol';
import type { Session } from '../framework/session.js';
import { niceSort } from '../output/sort.js';

/** A node's full name and the instances whose primary node it is, in natural order. */
export async function primaryInstances(
  session: Session,
  given: string,
): Promise<{ node: string; instances: string[] }> {
  const [row] = await (await session.client()).queryPlain('QueryNodes', [given], ['name', 'pinst_list']);
  if (row === undefined) throw new OpPrereqError(`Node '${given}' is not known`, ECODE_NOENT);
  const [node, instances] = row as [string, string[]];
  return { node, instances: niceSort(instances) };
}
