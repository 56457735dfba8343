import { DEFAULT_METAD_PORT, METAD } from '@gnt/constants';
import type { DaemonCommandDefinition } from '../common/daemon-command.js';
import { startMetad } from '../metad/daemon.js';
import { runNodeService } from '../common/node-service.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: METAD,
  description: 'The metadata daemon: tells guests over HTTP what is meant for them.',
  port: DEFAULT_METAD_PORT,
  syslog: false,
};

/** `ganeti-metad`: parses the options, then runs until it is told to stop. */
export function run(argv: readonly string[]): Promise<number> {
  return runNodeService(commandLine, argv, startMetad);
}
