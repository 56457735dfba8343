import type { Clock } from '../common/clock.js';
import { listenAddress } from '../common/daemon-address.js';
import type { DaemonRun, StartedDaemon } from '../common/daemon.js';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import type { Resolver } from '../common/resolver.js';
import { Responder } from './responder.js';
import { ConfdServer } from './server.js';
import { FileSource } from './source.js';

/** What the command line says. */
export interface ConfdSettings {
  readonly port: number;
  readonly address: string | undefined;
}

export interface ConfdDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly resolver: Resolver;
}

/** Starts the configuration daemon; resolves when it answers. */
export async function startConfd(
  settings: ConfdSettings,
  deps: ConfdDependencies,
  { log }: Pick<DaemonRun, 'log'>,
): Promise<StartedDaemon & { readonly port: number }> {
  const source = new FileSource({ ...deps, log });
  await source.start();
  try {
    const address = await listenAddress(settings.address, deps);
    const responder = new Responder(source, deps.clock);
    const server = await ConfdServer.start({ address, port: settings.port, responder, clock: deps.clock, log });
    log.info({ address, port: server.port }, 'listening for questions');
    return {
      port: server.port,
      async close() {
        source.close();
        await server.close();
      },
    };
  } catch (e) {
    source.close();
    throw e;
  }
}
