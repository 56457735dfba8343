import { DEFAULT_MOND_PORT, MOND } from '@gnt/constants';
import type { DaemonCommandDefinition } from '../common/daemon-command.js';
import { startMond } from '../mond/daemon.js';
import { runNodeService } from '../common/node-service.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: MOND,
  description: 'The monitoring daemon: reports over HTTP how this node and its instances are.',
  port: DEFAULT_MOND_PORT,
  syslog: false,
};

/** `ganeti-mond`: parses the options, then runs until it is told to stop. */
export function run(argv: readonly string[]): Promise<number> {
  return runNodeService(commandLine, argv, startMond);
}
