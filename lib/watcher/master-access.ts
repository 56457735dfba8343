import { isA } from '@gnt/protocol';
import type { MasterConnection, WatcherContext } from './context.js';
import { messageOf, NotMaster } from './errors.js';
import type { Master } from './master.js';

type AccessContext = Pick<WatcherContext, 'connect' | 'hostname' | 'log'>;

/** Connects to the master daemon; throws NotMaster on a node that is not the master. */
export async function connectAsMaster({ connect }: AccessContext): Promise<MasterConnection> {
  try {
    return await connect();
  } catch (e) {
    if (isA(e, 'OpPrereqError')) throw new NotMaster(messageOf(e));
    throw e;
  }
}

/** Whether a failure to connect means that the master daemon does not run, or does not listen. */
export function isMasterDown(error: unknown): boolean {
  return isA(error, 'NoMasterError') || isA(error, 'TimeoutError');
}

/** Throws NotMaster unless the master daemon takes this node for the master. */
export async function checkMaster(master: Pick<Master, 'masterNode'>, { hostname }: AccessContext): Promise<void> {
  const name = await master.masterNode();
  if (name !== hostname) throw new NotMaster(`This is ${hostname}; the master is ${name}`);
}

/** Does something with the master daemon, and ends the connection. */
export async function withMaster<T>(context: AccessContext, act: (master: Master) => Promise<T>): Promise<T> {
  const connection = await connectAsMaster(context);
  try {
    return await act(connection.master);
  } finally {
    connection.close();
  }
}
