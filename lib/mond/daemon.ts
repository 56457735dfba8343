import { MOND } from '@gnt/constants';
import type { Clock } from '../common/clock.js';
import { listenAddress } from '../common/daemon-address.js';
import type { DaemonRun, StartedDaemon } from '../common/daemon.js';
import type { CommandRunner } from '../common/exec.js';
import type { Files } from '../common/files.js';
import { openHttpLogs } from '../common/http-logs.js';
import { listen } from '../common/http-server.js';
import type { Paths } from '../common/paths.js';
import type { Resolver } from '../common/resolver.js';
import type { CollectorDependencies } from './collectors/interface.js';
import { createCollectors } from './collectors/registry.js';
import { readExtras } from './extras.js';
import { Metrics } from './metrics/index.js';
import { NodeConfd } from './node-confd.js';
import { Reports } from './reports.js';
import { sample } from './sampler.js';
import { createMondServer } from './server.js';
import { Switches } from './switches.js';

/** What the command line says. */
export interface MondSettings {
  readonly port: number;
  readonly address: string | undefined;
}

export interface MondDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly run: CommandRunner;
  readonly resolver: Resolver;
}

/** Starts the monitoring daemon; resolves when it answers. */
export async function startMond(
  settings: MondSettings,
  deps: MondDependencies,
  { log, onReopen }: Pick<DaemonRun, 'log' | 'onReopen'>,
): Promise<StartedDaemon & { readonly port: number }> {
  const { clock, resolver } = deps;
  const confd = new NodeConfd(deps);
  const collectorDeps: CollectorDependencies = { ...deps, log, confd, hostname: resolver.hostname };
  const extras = await readExtras(deps.paths, deps.files);
  const collectors = createCollectors(collectorDeps, extras.collectors);
  const switches = new Switches({ confd, clock, log });
  const reports = new Reports({ collectors, switches, clock, log });
  const httpLogs = openHttpLogs(deps.paths, MOND, clock);
  onReopen(httpLogs.reopen);
  const app = createMondServer({ httpLogs, reports, metrics: extras.metrics ? new Metrics(collectorDeps) : undefined });
  // The first request must find the cluster's switches.
  const known = switches.refresh();
  app.addHook('onRequest', () => known);
  const ending = new AbortController();
  const address = await listenAddress(settings.address, deps);
  const port = await listen(app, address, settings.port);
  log.info({ address, port }, 'listening for requests');
  const background = known.then(() =>
    Promise.all([
      switches.follow(ending.signal),
      ...collectors.filter((c) => c.update).map((c) => sample(c, { switches, clock, log }, ending.signal)),
    ]),
  );
  return {
    port,
    async close() {
      ending.abort();
      await app.close();
      await background;
    },
  };
}
