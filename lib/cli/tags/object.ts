import type { TagKind } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { one, type Argument } from '../framework/command.js';

/** The argument that names the tagged object; none for the cluster. */
export function objectArgument(kind: TagKind): Argument[] {
  if (kind === 'cluster') return [];
  return [one(kind === 'nodegroup' ? 'group' : kind)];
}

/** The words of the usage line for it. */
export function objectUsage(kind: TagKind): string {
  return kind === 'cluster' ? '' : kind === 'nodegroup' ? '<group-name> ' : `<${kind}-name> `;
}

/** The tagged object's name, "" for the cluster, and what stands behind it. */
export function splitObject(kind: TagKind, args: readonly string[]): { name: string; rest: readonly string[] } {
  if (kind === 'cluster') return { name: '', rest: args };
  const [name, ...rest] = args;
  if (name === undefined) throw new OpPrereqError(`Name the ${kind} whose tags are meant`, ECODE_INVAL);
  return { name, rest };
}
