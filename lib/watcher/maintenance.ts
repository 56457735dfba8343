import { CONFD_NODE_ROLE_OFFLINE, SS_MAINTAIN_NODE_HEALTH } from '@gnt/constants';
import type { WatcherContext } from './context.js';
import { messageOf } from './errors.js';

/** A guest that runs on this node. */
export interface LocalGuest {
  readonly hypervisor: string;
  readonly name: string;
}

/** What runs on this node. */
export interface NodeGuests {
  /** Guests of all hypervisors of the cluster; a hypervisor that cannot be asked is told by `failed` and left out. */
  running(failed: (hypervisor: string, error: unknown) => void): Promise<LocalGuest[]>;
  /** Ends a guest at once. */
  kill(guest: LocalGuest): Promise<void>;
  /** Minors of DRBD that are in use. */
  drbdMinors(): Promise<number[]>;
  drbdDown(minor: number): Promise<void>;
}

type MaintenanceContext = Pick<WatcherContext, 'paths' | 'files' | 'log' | 'role' | 'guests'>;

/** Whether the cluster wants nodes to look after themselves (`maintain_node_health`); a node in no cluster does not. */
export async function wantsMaintenance({
  paths,
  files,
}: Pick<MaintenanceContext, 'paths' | 'files'>): Promise<boolean> {
  const text = await files.readTextIfPresent(paths.ssconf(SS_MAINTAIN_NODE_HEALTH));
  return text?.trim() === 'True';
}

/**
 * Ends what must not run here: when the cluster takes this node for offline, its instances may have been started
 * elsewhere. Done on every node, so that a master that was replaced is cleaned up too.
 */
export async function maintainNode(context: MaintenanceContext): Promise<void> {
  const { log } = context;
  if (!(await wantsMaintenance(context))) return;
  const role = await context.role();
  if (role !== CONFD_NODE_ROLE_OFFLINE) {
    log.debug(`Nothing is to be stopped on a node of role ${String(role)}`);
    return;
  }
  const guests = await context.guests();
  const running = await guests.running((hypervisor, error) => {
    log.error(`The instances of hypervisor ${hypervisor} cannot be listed: ${messageOf(error)}`);
  });
  if (running.length > 0)
    log.info(
      `This node is offline to the cluster; ending instances that run here: ${running.map((g) => g.name).join(', ')}`,
    );
  for (const guest of running) await attempt(context, `instance '${guest.name}'`, () => guests.kill(guest));
  const minors = await guests.drbdMinors();
  if (minors.length > 0) log.info(`This node is offline to the cluster; taking DRBD minors down: ${minors.join(', ')}`);
  for (const minor of minors) await attempt(context, `DRBD minor ${String(minor)}`, () => guests.drbdDown(minor));
}

/** One that cannot be ended must not save the others. */
async function attempt({ log }: MaintenanceContext, what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (e) {
    log.error(`${what} could not be ended: ${messageOf(e)}`);
  }
}
