import { mkdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { KVMD, MASTERD, NODED, SS_PRIMARY_IP_FAMILY } from '@gnt/constants';
import { systemAppendFiles } from '../common/append-file.js';
import type { Clock } from '../common/clock.js';
import type { DaemonRun, StartedDaemon } from '../common/daemon.js';
import type { CommandRunner } from '../common/exec.js';
import type { Files } from '../common/files.js';
import { KeyedLock } from '../common/keyed-lock.js';
import type { Paths } from '../common/paths.js';
import type { Programs } from '../common/programs.js';
import type { Random } from '../common/random.js';
import type { Resolver } from '../common/resolver.js';
import { RpcFigures } from '../common/rpc-figures.js';
import { runningPid } from '../common/pid-file.js';
import { systemSyncFiles } from '../common/sync-files.js';
import { NodeCredentials } from '../common/tls.js';
import { measuredDispatch } from '../rpc/measured.js';
import { startRpcServer } from '../rpc/server.js';
import { createQueueLock } from './backend/files/job-queue.js';
import { JournalFollower } from './backend/journal/follower.js';
import { changeDaemon } from './backend/node/daemons.js';
import { NodeSsconf } from './backend/node/ssconf.js';
import type { NodeContext, RemoteCommands } from './context.js';
import { createDispatch } from './dispatch.js';
import { handlers } from './handlers/index.js';
import { HypervisorError } from './hypervisor/errors.js';
import { createHypervisors } from './hypervisor/registry.js';
import { NodeOs } from './os/backend.js';
import { FileStoragePaths } from './storage/file/allowed-paths.js';
import { createStorages } from './storage/registry.js';

/** How long calls under way may take to be answered when the daemon ends; daemon-util waits half a minute. */
const CLOSE_MS = 20_000;

/** What the command line says. */
export interface NodedSettings {
  readonly port: number;
  /** Undefined: all addresses of a real machine, the own one of a virtual node. */
  readonly address: string | undefined;
  readonly interface: string | undefined;
  readonly ssl: boolean;
  readonly sslKey: string | undefined;
  readonly sslCert: string | undefined;
  readonly mlock: boolean;
  readonly maxClients: number;
}

export interface NodedDependencies {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly run: CommandRunner;
  readonly programs: Programs;
  readonly resolver: Resolver;
  readonly environment: Readonly<Record<string, string>>;
  readonly remote: (cluster: string) => RemoteCommands;
}

/** Starts the node daemon; resolves when it listens. */
export async function startNoded(
  settings: NodedSettings,
  deps: NodedDependencies,
  { log, stop }: Pick<DaemonRun, 'log' | 'stop'>,
): Promise<StartedDaemon> {
  if (settings.mlock) log.info('memory is not locked: this program cannot; --no-mlock has no effect');
  const { paths } = deps;
  const shown = {
    ...(settings.sslKey === undefined ? {} : { key: settings.sslKey }),
    ...(settings.sslCert === undefined ? {} : { cert: settings.sslCert }),
  };
  const credentials = new NodeCredentials(paths, shown);
  if (settings.ssl) checkCertificate(credentials);
  const context = await createContext(settings, deps, { log, stop });
  await mkdir(paths.file('queueArchiveDir'), { recursive: true, mode: 0o750 });
  const address = await listenAddress(settings, context);
  const figures = new RpcFigures({ ...deps, log, daemon: NODED, side: 'server', pid: process.pid });
  const server = await startRpcServer({
    address,
    port: settings.port,
    credentials,
    ssl: settings.ssl,
    dispatch: measuredDispatch(createDispatch(handlers, context), figures, deps.clock),
    log,
    maxClients: settings.maxClients,
  });
  log.info({ address, port: server.port, ssl: settings.ssl }, 'listening for calls');
  return {
    async close() {
      const closed = server.close().then(() => true);
      const inTime = await Promise.race([closed, deps.clock.sleep(CLOSE_MS).then(() => false)]);
      if (!inTime) log.warn('calls are still under way; the daemon ends without them');
      await figures.close();
      await context.exclusive.run('journal', () => context.journal.close());
    },
  };
}

function checkCertificate(credentials: NodeCredentials): void {
  try {
    credentials.checkServerIdentity();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${said} Initialise the cluster with 'gnt-cluster init', or (re-)add this node with 'gnt-node add' on the master.`,
      { cause },
    );
  }
}

/** Everything that handlers get; tests make one too. */
export async function createContext(
  settings: Pick<NodedSettings, 'port'>,
  deps: NodedDependencies,
  { log, stop }: Pick<DaemonRun, 'log' | 'stop'>,
): Promise<NodeContext> {
  const { paths, files, run, clock, programs } = deps;
  const fileStoragePaths = new FileStoragePaths(paths, files);
  const consoleWrapper = (await programs.find('kvm-console-wrapper')) ?? '/usr/lib/ganeti/tools/kvm-console-wrapper';
  return {
    ...deps,
    log,
    stop,
    nodedPort: settings.port,
    exclusive: new KeyedLock(),
    queueLock: createQueueLock(clock, run, paths),
    ssconf: new NodeSsconf(paths, files, run),
    journal: new JournalFollower({
      paths,
      files,
      appendFiles: systemAppendFiles,
      syncFiles: systemSyncFiles,
      clock,
      log,
      masterRuns: async () => (await runningPid(run, paths.pidFile(MASTERD))) !== undefined,
    }),
    fileStoragePaths,
    hypervisors: await createHypervisors({
      paths,
      files,
      runner: run,
      clock,
      log,
      consoleWrapper,
      ensureKvmd: () => ensureKvmd({ ...deps, log }),
    }),
    storages: createStorages({ paths, allowed: fileStoragePaths }),
    os: new NodeOs({ paths, runner: run, clock }),
  };
}

/** Has the KVM daemon running; where the cluster does not want it, it ends at once by itself. */
async function ensureKvmd(ctx: Parameters<typeof changeDaemon>[0] & Pick<NodedDependencies, 'paths'>): Promise<void> {
  if ((await runningPid(ctx.run, ctx.paths.pidFile(KVMD))) !== undefined) return;
  if (!(await changeDaemon(ctx, 'start', KVMD))) throw new HypervisorError('Failed to start KVM daemon');
}

async function listenAddress(settings: NodedSettings, ctx: NodeContext): Promise<string> {
  if (settings.address !== undefined) return settings.address;
  const ipv6 = (await ctx.ssconf.lines(SS_PRIMARY_IP_FAMILY))?.[0] === '10';
  if (settings.interface !== undefined) return addressOfInterface(settings.interface, ipv6);
  if (ctx.paths.virtual) return (await ctx.resolver.resolve(ctx.resolver.hostname)).ip;
  return ipv6 ? '::' : '0.0.0.0';
}

function addressOfInterface(name: string, ipv6: boolean): string {
  const family = ipv6 ? 'IPv6' : 'IPv4';
  const found = networkInterfaces()[name]?.find((entry) => entry.family === family);
  if (!found)
    throw new Error(`Interface '${name}' has no ${family} address; choose another one with -i, or an address with -b`);
  return found.address;
}
