import { INSTST_USERDOWN, ADMINST_DOWN } from '@gnt/constants';
import type { Master } from './master.js';
import type { WatcherLog } from './log.js';

/** An instance of the group, as the master sees it. */
export interface WatchedInstance {
  readonly name: string;
  readonly status: string;
  readonly adminState: string;
  readonly disksActive: boolean;
  readonly secondaries: readonly string[];
  readonly diskTemplate: string;
}

/** A node of the group. */
export interface WatchedNode {
  readonly name: string;
  /** Null when the node did not tell. */
  readonly bootId: string | null;
  readonly offline: boolean;
}

/** What a run looks at. */
export interface GroupData {
  readonly nodes: ReadonlyMap<string, WatchedNode>;
  readonly instances: ReadonlyMap<string, WatchedInstance>;
  /** Names of instances that jobs are working on. */
  readonly locked: ReadonlySet<string>;
}

const INSTANCE_FIELDS = [
  'name',
  'status',
  'admin_state',
  'disks_active',
  'snodes',
  'pnode.group.uuid',
  'snodes.group.uuid',
  'disk_template',
] as const;
const LOCK_PREFIX = 'instance/';

/** Whether its user has switched the instance off, and the cluster does not know yet. */
export function needsCleanup({ status, adminState }: WatchedInstance): boolean {
  return status === INSTST_USERDOWN && adminState !== ADMINST_DOWN;
}

/** Asks for instances and nodes of a group. Instances that are spread over groups are left out, with an error in the log. */
export async function readGroup(master: Pick<Master, 'query'>, group: string, log: WatcherLog): Promise<GroupData> {
  // Locks first: what is locked only later is seen by the job that would want it.
  const locks = await master.query('lock', ['name', 'mode'], null);
  const locked = locks.flatMap(([name, mode]) =>
    typeof name === 'string' && name.startsWith(LOCK_PREFIX) && Boolean(mode) ? [name.slice(LOCK_PREFIX.length)] : [],
  );
  const rows = await master.query('instance', INSTANCE_FIELDS, ['=', 'pnode.group.uuid', group]);
  const instances = new Map<string, WatchedInstance>();
  for (const row of rows) {
    const [name, status, adminState, disksActive, secondaries, , groups, diskTemplate] = row;
    const others = stringsOf(groups).filter((uuid) => uuid !== group);
    if (others.length > 0) {
      log.error(
        `Instance '${String(name)}' is left out: it has secondary nodes in other groups (${others.join(', ')})`,
      );
      continue;
    }
    instances.set(String(name), {
      name: String(name),
      status: String(status),
      adminState: String(adminState),
      disksActive: Boolean(disksActive),
      secondaries: stringsOf(secondaries),
      diskTemplate: String(diskTemplate),
    });
  }
  const nodes = (await master.query('node', ['name', 'bootid', 'offline'], ['=', 'group.uuid', group])).map(
    ([name, bootId, offline]): readonly [string, WatchedNode] => [
      String(name),
      {
        name: String(name),
        bootId: typeof bootId === 'string' && bootId !== '' ? bootId : null,
        offline: Boolean(offline),
      },
    ],
  );
  return { nodes: new Map(nodes), instances, locked: new Set(locked) };
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
