import { METAD } from '@gnt/constants';
import type { Clock } from '../common/clock.js';
import { listenAddress } from '../common/daemon-address.js';
import type { DaemonRun, StartedDaemon } from '../common/daemon.js';
import type { Files } from '../common/files.js';
import { openHttpLogs } from '../common/http-logs.js';
import { listen } from '../common/http-server.js';
import type { Paths } from '../common/paths.js';
import type { Resolver } from '../common/resolver.js';
import { ConfigServer } from './config-server.js';
import { Guests } from './guests.js';
import { createWebServer } from './web-server.js';

/** What the command line says. */
export interface MetadSettings {
  readonly port: number;
  readonly address: string | undefined;
}

export interface MetadDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly resolver: Resolver;
}

/** Starts the metadata daemon; resolves when guests and the node daemon can talk to it. */
export async function startMetad(
  settings: MetadSettings,
  deps: MetadDependencies,
  { log, onReopen }: Pick<DaemonRun, 'log' | 'onReopen'>,
): Promise<StartedDaemon & { readonly port: number }> {
  const { paths } = deps;
  if (paths.virtual && settings.address === undefined)
    throw new Error(
      'On a virtual node the metadata daemon needs an address of its own (-b): guests are told by theirs',
    );
  const httpLogs = openHttpLogs(paths, METAD, deps.clock);
  onReopen(httpLogs.reopen);
  const guests = new Guests();
  const app = createWebServer({ guests, paths, log, httpLogs });
  const address = await listenAddress(settings.address, deps);
  const port = await listen(app, address, settings.port);
  try {
    const config = await ConfigServer.start({ path: paths.file('metadSocket'), guests, log });
    log.info({ address, port }, 'listening for guests');
    return {
      port,
      async close() {
        await Promise.all([app.close(), config.close()]);
      },
    };
  } catch (e) {
    await app.close();
    throw e;
  }
}
