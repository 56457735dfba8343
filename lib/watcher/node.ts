import { EXIT_SUCCESS, MASTERD } from '@gnt/constants';
import type { ChildProcess, MasterConnection, WatcherContext } from './context.js';
import { NODE_DAEMONS } from './daemons.js';
import { messageOf, NotMaster } from './errors.js';
import { runWatcherHooks } from './hooks.js';
import { maintainNode } from './maintenance.js';
import { checkMaster, connectAsMaster, isMasterDown } from './master-access.js';
import type { Master } from './master.js';
import type { WatcherOptions } from './options.js';
import { ensureRapi } from './rapi.js';

/** Milliseconds from the start of one group's process to that of the next: they are not to kill the machine. */
const CHILD_DELAY_MS = 1000;
/** How long the other nodes may take to come up together with the master, and how often they are looked at. */
const NODES_UP_MS = 30_000;
const NODES_POLL_MS = 1000;

/**
 * What the watcher does on every node: daemons, hooks, maintenance. On the master it then sees to the master's daemons,
 * archives jobs, and starts a process for each node group. `lockFd`: the lock that those are to hold as well.
 */
export async function watchNode(context: WatcherContext, options: WatcherOptions, lockFd: number): Promise<number> {
  const { daemons, log } = context;
  for (const daemon of NODE_DAEMONS) await daemons.ensure(daemon);
  await runWatcherHooks(context);
  await maintainNode(context);
  let connection: MasterConnection;
  try {
    connection = await masterConnection(context);
  } catch (e) {
    if (!(e instanceof NotMaster)) throw e;
    log.debug(`Nothing more to do: ${e.message}`);
    return EXIT_SUCCESS;
  }
  try {
    await ensureRapi(context, options.rapiIp);
    await checkMaster(connection.master, context);
    const [archived, left] = await connection.master.archiveJobs(options.jobAge);
    log.debug(`${String(archived)} jobs archived, ${String(left)} left`);
    await startChildren(context, connection.master, options, lockFd);
  } finally {
    connection.close();
  }
  return EXIT_SUCCESS;
}

/** A connection to a master daemon that answers; it is started when it does not run, and started anew when it is silent. */
async function masterConnection(context: WatcherContext): Promise<MasterConnection> {
  const { daemons, log } = context;
  const connection = await answeringMaster(context);
  if (connection !== undefined) return connection;
  if (!(await daemons.ensure(MASTERD))) throw new Error('The master daemon cannot be started');
  const started = await connectAsMaster(context);
  log.info('The master daemon was started');
  await nodesUp(context, started.master);
  return started;
}

/** Undefined when the master daemon is to be started. */
async function answeringMaster(context: WatcherContext): Promise<MasterConnection | undefined> {
  const { daemons, log } = context;
  let connection: MasterConnection | undefined;
  try {
    connection = await connectAsMaster(context);
    await connection.master.masterNode();
    return connection;
  } catch (e) {
    connection?.close();
    if (!isMasterDown(e)) throw e;
    log.warning(`The master daemon does not answer, it is started: ${messageOf(e)}`);
    // One that has the socket but is silent would keep a new one from starting.
    if (connection !== undefined) await daemons.stop(MASTERD);
    return undefined;
  }
}

/**
 * After a power cut of the whole cluster the other nodes come up at the same time: waits for their node daemons, for a
 * while, since nothing can be done for instances of a node that does not answer.
 */
async function nodesUp({ clock, log }: WatcherContext, master: Master): Promise<void> {
  const deadline = clock.now() + NODES_UP_MS;
  for (;;) {
    const nodes = await master.query('node', ['name', 'bootid', 'offline'], null);
    const missing = nodes.filter(([, bootId, offline]) => offline !== true && typeof bootId !== 'string');
    if (missing.length === 0) return;
    if (clock.now() >= deadline) {
      log.warning(`Nodes that do not answer: ${missing.map(([name]) => String(name)).join(', ')}`);
      return;
    }
    await clock.sleep(NODES_POLL_MS);
  }
}

async function startChildren(
  { startChild, clock, log }: WatcherContext,
  master: Master,
  { waitChildren }: WatcherOptions,
  lockFd: number,
): Promise<void> {
  const children: { readonly child: ChildProcess; readonly name: string }[] = [];
  for (const [index, [name, uuid]] of (await master.groups()).entries()) {
    if (index > 0) await clock.sleep(CHILD_DELAY_MS);
    try {
      const child = await startChild(uuid, lockFd);
      log.debug(`Process ${String(child.pid)} looks after group '${name}' (${uuid})`);
      children.push({ child, name });
    } catch (e) {
      log.error(`No process could be started for group '${name}' (${uuid}): ${messageOf(e)}`);
    }
  }
  if (!waitChildren) return;
  for (const { child, name } of children) {
    const code = await child.exited;
    log.debug(
      `Process ${String(child.pid)} of group '${name}' ended: ${code === null ? 'by a signal' : `exit code ${String(code)}`}`,
    );
  }
}
