import { CONFD, DEFAULT_CONFD_PORT } from '@gnt/constants';
import type { DaemonCommandDefinition } from '../common/daemon-command.js';
import { startConfd } from '../confd/daemon.js';
import { runNodeService } from '../common/node-service.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: CONFD,
  description: 'The configuration daemon: answers questions about the cluster on master candidates.',
  port: DEFAULT_CONFD_PORT,
  syslog: true,
};

/** `ganeti-confd`: parses the options, then runs until it is told to stop. */
export function run(argv: readonly string[]): Promise<number> {
  return runNodeService(commandLine, argv, startConfd);
}
