import type { WireOpcode } from '@gnt/luxi-client';
import { ECODE_INVAL, ECODE_NOENT, OpPrereqError } from '@gnt/protocol';
import { confirmOperation } from '../framework/ask.js';
import { JobSet } from '../framework/job-set.js';
import type { Session } from '../framework/session.js';
import type { SelectionMode } from '../options.js';

type Names = readonly string[];

async function byNodes(session: Session, mode: SelectionMode, names: Names): Promise<string[]> {
  const byTags = mode.endsWith('-by-tags');
  if (names.length === 0) throw new OpPrereqError(byTags ? 'No node tags passed' : 'No node names passed', ECODE_INVAL);
  const fields = ['name', 'pinst_list', 'sinst_list', ...(byTags ? ['tags'] : [])];
  const rows = await (await session.client()).queryPlain('QueryNodes', byTags ? [] : names, fields);
  const chosen = byTags ? rows.filter((row) => (row[3] as Names).some((tag) => names.includes(tag))) : rows;
  const primary = chosen.flatMap((row) => row[1] as string[]);
  const secondary = chosen.flatMap((row) => row[2] as string[]);
  if (mode.startsWith('nodes-pri')) return primary;
  return mode.startsWith('nodes-sec') ? secondary : [...primary, ...secondary];
}

/** What the master found for the names given: it leaves unknown ones out, so they are named here. */
function namedInstances(session: Session, given: Names, rows: readonly (readonly unknown[])[]): string[] {
  const found = rows.map(([name]) => String(name));
  const unknown = given.filter((name) => !found.some((full) => full === name || full.startsWith(`${name}.`)));
  // A UUID finds an instance of another name, so only a shortfall shows that something is unknown.
  if (found.length < given.length && unknown.length > 0) {
    const said = `Instance not known: ${unknown.join(', ')} (gnt-instance list shows all)`;
    if (found.length === 0) throw new OpPrereqError(said, ECODE_INVAL);
    session.err(`Warning: ${said}`);
  }
  return found;
}

/** The names of the instances that the arguments select. */
export async function selectInstances(session: Session, mode: SelectionMode, names: Names): Promise<string[]> {
  const client = await session.client();
  switch (mode) {
    case 'cluster':
      if (names.length > 0) throw new OpPrereqError('Cluster filter mode takes no arguments', ECODE_INVAL);
      return (await client.queryPlain('QueryInstances', [], ['name'])).map(([name]) => String(name));
    case 'instances':
      if (names.length === 0) throw new OpPrereqError('No instance names passed', ECODE_INVAL);
      return namedInstances(session, names, await client.queryPlain('QueryInstances', names, ['name']));
    case 'instances-by-tags': {
      if (names.length === 0) throw new OpPrereqError('No instance tags passed', ECODE_INVAL);
      const rows = await client.queryPlain('QueryInstances', [], ['name', 'tags']);
      return rows
        .filter(([, tags]) => (tags as Names).some((tag) => names.includes(tag)))
        .map(([name]) => String(name));
    }
    default:
      return byNodes(session, mode, names);
  }
}

/** Checks that an instance exists before a question is asked about it. */
export async function ensureInstanceExists(session: Session, name: string): Promise<void> {
  const [row] = await (await session.client()).queryPlain('QueryInstances', [name], ['name']);
  // The original's master leaves unknown names out; older ones answer null for them.
  if (row === undefined || row[0] === null) throw new OpPrereqError(`Instance '${name}' does not exist`, ECODE_NOENT);
}

/** Runs an opcode for each of the selected instances, after a question when there are several. */
export async function runForMany(
  session: Session,
  request: {
    readonly operation: string;
    readonly mode: SelectionMode | null;
    readonly names: Names;
    readonly forceMultiple: boolean;
    readonly opcodeFor: (name: string) => WireOpcode;
  },
): Promise<number> {
  const mode = request.mode ?? 'instances';
  const names = await selectInstances(session, mode, request.names);
  if (names.length === 0) {
    if (mode !== 'cluster') throw new OpPrereqError('No instance fits the selection', ECODE_INVAL);
    session.out(`Cluster is empty, no instances to ${request.operation}`);
    return 0;
  }
  const several = mode !== 'instances' || names.length > 1;
  if (several && !request.forceMultiple && !confirmOperation(session.io, names, 'instances', request.operation))
    return 1;
  const set = new JobSet(session, several);
  for (const name of names) set.queue(name, request.opcodeFor(name));
  const outcomes = await set.waitOrShow();
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}
