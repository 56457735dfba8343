import { readFile } from 'node:fs/promises';
import { isMissing } from './files.js';

/** Users and groups of this machine by name, as /etc/passwd and /etc/group list them. */
export interface Accounts {
  uidOf(name: string): number | undefined;
  gidOf(name: string): number | undefined;
  userOf(uid: number): string | undefined;
  groupOf(gid: number): string | undefined;
}

async function numbersByName(path: string): Promise<Map<string, number>> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n');
    return new Map(
      lines.flatMap((line): [string, number][] => {
        const [name, , id] = line.split(':');
        return name !== undefined && name !== '' && id !== undefined && /^\d+$/.test(id) ? [[name, Number(id)]] : [];
      }),
    );
  } catch (e) {
    if (isMissing(e)) return new Map();
    throw e;
  }
}

function nameOf(map: ReadonlyMap<string, number>, id: number): string | undefined {
  for (const [name, number] of map) if (number === id) return name;
  return undefined;
}

/** Reads the machine's accounts as they are now. */
export async function readAccounts(passwd = '/etc/passwd', group = '/etc/group'): Promise<Accounts> {
  const users = await numbersByName(passwd);
  const groups = await numbersByName(group);
  return {
    uidOf: (name) => users.get(name),
    gidOf: (name) => groups.get(name),
    userOf: (uid) => nameOf(users, uid),
    groupOf: (gid) => nameOf(groups, gid),
  };
}

/** Numbers to give a file to. Undefined parts stay as they are. */
export interface Ownership {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Who a file shall belong to: nobody in particular unless we are root on a real machine, where a user or group that
 * does not exist falls back to root (decision 15; virtual clusters never change owners).
 */
export function ownership(
  accounts: Accounts,
  owner: { readonly user?: string | null; readonly group?: string | null },
  context: { readonly virtual: boolean; readonly euid: number },
): Ownership {
  if (context.virtual || context.euid !== 0) return {};
  return {
    ...(owner.user == null ? {} : { uid: accounts.uidOf(owner.user) ?? 0 }),
    ...(owner.group == null ? {} : { gid: accounts.gidOf(owner.group) ?? 0 }),
  };
}

/** As `ownership` with the machine's accounts, which are read only where owners matter. */
export async function machineOwnership(
  owner: { readonly user?: string | null; readonly group?: string | null },
  { virtual }: { readonly virtual: boolean },
): Promise<Ownership> {
  const context = { virtual, euid: process.geteuid?.() ?? 0 };
  if (context.virtual || context.euid !== 0) return {};
  return ownership(await readAccounts(), owner, context);
}
