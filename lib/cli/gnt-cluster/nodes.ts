import type { WireFilter } from '@gnt/protocol';
import { makeSimpleFilter } from '@gnt/protocol';
import type { Session } from '../framework/session.js';

/** A node that commands can go to. */
export interface OnlineNode {
  readonly name: string;
  readonly secondaryIp: string;
  readonly sshPort: number;
}

/** Which nodes are meant. */
export interface NodeSelection {
  /** Only these; all when empty. */
  readonly names: readonly string[];
  readonly group: string | null;
  readonly exceptMaster?: boolean;
}

function filterOf({ names, group, exceptMaster }: NodeSelection): WireFilter {
  const parts: WireFilter[] = [];
  if (names.length > 0) parts.push(makeSimpleFilter('name', names));
  if (group !== null) parts.push(['|', ['=', 'group', group], ['=', 'group.uuid', group]]);
  if (exceptMaster) parts.push(['!', ['?', 'master']]);
  const [first = null, ...more] = parts;
  return more.length === 0 ? first : ['&', ...parts];
}

/** The nodes that are meant and online; says which ones are left out. */
export async function onlineNodes(session: Session, selection: NodeSelection): Promise<OnlineNode[]> {
  const client = await session.client();
  const { data } = await client.query('node', ['name', 'offline', 'sip'], filterOf(selection));
  const rows = data.map((row) => row.map(([, value]) => value) as [string, boolean, string]);
  const offline = rows.filter(([, isOffline]) => isOffline);
  if (offline.length > 0) session.err(`Note: skipping offline node(s): ${offline.map(([name]) => name).join(', ')}`);
  const online = rows.filter(([, isOffline]) => !isOffline);
  if (online.length === 0) return [];
  const names = online.map(([name]) => name);
  const ports = await client.queryPlain('QueryNodes', names, ['ndp/ssh_port']);
  return online.map(([name, , secondaryIp], i) => ({ name, secondaryIp, sshPort: Number(ports[i]?.[0]) }));
}
