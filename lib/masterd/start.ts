import { isIP } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { DAEMONS_GROUP, CONFD_GROUP, DEFAULT_NODED_PORT, MASTERD_USER } from '@gnt/constants';
import type { AppendFiles } from '../common/append-file.js';
import type { Clock } from '../common/clock.js';
import type { Files } from '../common/files.js';
import type { Logger } from '../common/log.js';
import type { Paths } from '../common/paths.js';
import type { Random } from '../common/random.js';
import type { Resolver } from '../common/resolver.js';
import type { SyncFiles } from '../common/sync-files.js';
import { ownership, type Accounts } from '../common/users.js';
import { readWatcherPause } from '../common/watcher-pause.js';
import {
  ConfigState,
  parseConfig,
  readConfigText,
  type ConfigSnapshot,
  type JournalConfigStore,
} from '../config/index.js';
import { ssconfValues } from '../config/ssconf.js';
import type { MasterLog } from '../journal/index.js';
import { HttpRpcRunner } from '../rpc/runner.js';
import type { Transport } from '../rpc/transport.js';
import { ConfigDistributor } from './distribute/config.js';
import { otherCandidates } from './distribute/candidates.js';
import { openEngine } from './engine/open.js';
import { outbidPromises } from './engine/outbid.js';
import { startEngine, type Engine } from './engine/start.js';
import { jobFilter } from './jqueue/filters.js';
import { JobQueue } from './jqueue/queue.js';
import type { MasterMachine } from './cmdlib/base.js';
import type { Hail } from './iallocator/hail.js';
import { LocalMachine } from './local-machine.js';
import { LockManager } from './locking/manager.js';
import type { LuxiServices } from './luxi/context.js';
import { LuxiServer } from './luxi/server.js';
import { Processor, type ProcessorDependencies } from './mcpu/processor.js';
import { QueryEngine } from './query/engine.js';
import { queryResources, type QuerySources } from './query/index.js';
import { jobReader } from './query-sources.js';
import { OpcodeServices } from './services.js';
import { checkIsMaster, winVote } from './startup/master-check.js';
import { activateMasterIp } from './startup/master-ip.js';

/** How long running jobs may take to end when the daemon stops. */
const STOP_GRACE_MS = 30_000;

export interface MasterdDependencies {
  readonly paths: Paths;
  readonly files: Files;
  /** The journal's file, and the sync of files written without one. */
  readonly appendFiles: AppendFiles;
  readonly syncFiles: SyncFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly resolver: Resolver;
  readonly transport: Transport;
  readonly accounts: Accounts;
  readonly log: Logger;
  /** The logical unit of an opcode. */
  readonly units: ProcessorDependencies['units'];
  /** Places instances; closed with the daemon. */
  readonly hail: Hail;
  /** User number we run as. */
  readonly euid: number;
  /** Ask the nodes whether this is the master. */
  readonly voting: boolean;
  /** Start although the configuration names another node as master (wconfd's --force-node). */
  readonly forceNode: boolean;
  /** Another node has become master: the daemon must end. */
  readonly deposed: () => void;
  /** The master's own machine; a simulation hands in its own, which touches neither disk nor network. */
  readonly machine?: MasterMachine;
  /** Lets clients reach the methods, instead of the LUXI sockets; for a simulation. */
  readonly serveLuxi?: (services: LuxiServices) => LuxiEndpoint;
}

/** Where clients reach the master. */
export interface LuxiEndpoint {
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** A master daemon that has started. */
export interface Masterd {
  readonly cfg: JournalConfigStore;
  readonly queue: JobQueue;
  /** Who holds and waits for what. */
  readonly locks: Pick<LockManager, 'report' | 'waitOf'>;
  /** Positions here and on the candidates. */
  readonly journal: Pick<MasterLog, 'report'>;
  /** Stops taking requests, lets running jobs end for a while, and leaves everything written. */
  close(): Promise<void>;
}

/**
 * Starts the master: configuration, locks, queue, queries and the LUXI sockets, wired together here and nowhere else.
 * Throws when this node is not the master or the configuration cannot be used.
 */
export async function startMasterd(deps: MasterdDependencies): Promise<Masterd> {
  const { paths, files, clock, random, log, resolver, transport } = deps;
  const owner = (user: string, group: string): ReturnType<typeof ownership> =>
    ownership(deps.accounts, { user, group }, { virtual: paths.virtual, euid: deps.euid });
  const part = (component: string): Logger => log.child({ component });

  const rpc = new HttpRpcRunner({
    transport,
    log: part('rpc'),
    resolve: (uuid) => {
      const node = current().nodes[uuid];
      if (node) return { name: node.name, address: node.primary_ip, port: DEFAULT_NODED_PORT, offline: node.offline };
      // A node that joins or has left is called by its address.
      return isIP(uuid) ? { name: uuid, address: uuid, port: DEFAULT_NODED_PORT, offline: false } : undefined;
    },
  });
  let leads = (): boolean => true;
  const distributor = new ConfigDistributor({
    rpc,
    files,
    paths,
    clock,
    log: part('distribute'),
    ssconfOf: ssconfValues,
    leads: () => leads(),
  });
  const engineDeps = {
    ...deps,
    log: part('journal'),
    configOwner: owner(MASTERD_USER, CONFD_GROUP),
    queueOwner: owner(MASTERD_USER, DAEMONS_GROUP),
  };
  // Nothing is touched before it is certain that this node is the master.
  const found = await readConfigText(files, paths.file('configData'));
  const early = ConfigState.of(parseConfig(found, paths.file('configData')));
  let current = (): ConfigSnapshot => early.snapshot;
  if (!deps.forceNode) checkIsMaster(early.snapshot, resolver.hostname);
  if (deps.voting) await winVote(early.snapshot, resolver.hostname, { rpc, clock, log: part('vote') });

  const opened = await openEngine(engineDeps, { text: found, state: early });
  const others = otherCandidates(opened.config.snapshot).map(({ uuid }) => uuid);
  // Without the nodes' confirmation a master of an earlier epoch must not take the lead again.
  if (deps.voting)
    await outbidPromises(opened, { rpc, self: resolver.hostname, candidates: others, log: part('journal') });
  const { journal, cfg, store }: Engine = await startEngine(opened, { ...engineDeps, rpc, distributor });
  current = () => cfg.snapshot;
  leads = () => !journal.log.closed && journal.log.health !== 'degraded';
  journal.lead();
  const locks = new LockManager();
  const local = deps.machine ?? new LocalMachine({ paths, files, resolver, accounts: deps.accounts, clock });
  const processor = new Processor({
    units: deps.units,
    cfg,
    rpc,
    locks,
    clock,
    random,
    log: part('mcpu'),
    services: (hooks, submit) =>
      new OpcodeServices(local, sources(), deps.hail, hooks, submit, () => ({
        health: journal.log.health,
        ...journal.log.report(),
      })),
    submit: async (jobs) => (await queue.submitMany(jobs)).map((id) => [true, id]),
    durability: () => journal.log.health,
  });
  const queue: JobQueue = new JobQueue({
    store,
    executor: processor,
    clock,
    log: part('jqueue'),
    limit: () => cfg.snapshot.cluster.max_running_jobs,
    filter: jobFilter(() => cfg.snapshot.filters),
  });
  const watcherPause = (): Promise<number | null> => readWatcherPause({ files, paths, clock });
  const sources = (): QuerySources => ({ cfg, rpc, jobs: jobReader(queue), locks, watcherPause });
  const engine = new QueryEngine(queryResources, sources());
  const services: LuxiServices = { queue, engine, cfg, rpc, clock, random, watcherPause };
  const luxi = deps.serveLuxi ? deps.serveLuxi(services) : await luxiSockets(deps, services);

  await luxi.listen();
  await queue.start();
  // Nodes that were down when this one became master do not know it yet.
  cfg.redistribute().catch((err: unknown) => {
    part('distribute').error({ err }, 'the nodes cannot be sent their files');
  });
  void activateMasterIp(cfg.snapshot, rpc, part('startup'));
  return {
    cfg,
    queue,
    locks,
    journal: journal.log,
    async close() {
      await luxi.close();
      await queue.stop(STOP_GRACE_MS);
      await deps.hail.close();
      await journal.close();
      await distributor.settle();
      await transport.close();
    },
  };
}

/** The LUXI sockets, with the directory that must be there before. */
async function luxiSockets(deps: MasterdDependencies, services: LuxiServices): Promise<LuxiEndpoint> {
  const { paths } = deps;
  await mkdir(paths.file('socketDir'), { recursive: true, mode: 0o750 });
  return new LuxiServer({
    paths: [paths.file('masterSocket'), paths.file('querySocket')],
    services,
    log: deps.log.child({ component: 'luxi' }),
    owner: ownership(
      deps.accounts,
      { user: MASTERD_USER, group: DAEMONS_GROUP },
      { virtual: paths.virtual, euid: deps.euid },
    ),
  });
}
