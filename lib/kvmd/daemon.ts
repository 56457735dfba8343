import { join } from 'node:path';
import type { Clock } from '../common/clock.js';
import type { DaemonRun, StartedDaemon } from '../common/daemon.js';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import type { Resolver } from '../common/resolver.js';
import { ControlDirectory } from './control-directory.js';
import { reasonNotToRun } from './wanted.js';

export interface KvmdDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly resolver: Resolver;
}

/** Starts the KVM daemon; where it is not wanted it ends at once, successfully, as the original does. */
export async function startKvmd(
  deps: KvmdDependencies,
  { log, stop }: Pick<DaemonRun, 'log' | 'stop'>,
): Promise<StartedDaemon> {
  const { paths, files, clock, resolver } = deps;
  const reason = await reasonNotToRun({ paths, files, hostname: resolver.hostname });
  if (reason !== undefined) {
    stop(reason);
    return { close: () => Promise.resolve() };
  }
  const control = new ControlDirectory({ directory: join(paths.file('kvmDir'), 'ctrl'), files, clock, log });
  await control.start();
  return control;
}
