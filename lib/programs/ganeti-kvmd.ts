import { KVMD } from '@gnt/constants';
import type { DaemonCommandDefinition } from '../common/daemon-command.js';
import { startKvmd } from '../kvmd/daemon.js';
import { runNodeService } from '../common/node-service.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: KVMD,
  description: 'The KVM daemon: notices when users switch their guests off.',
  syslog: true,
};

/** `ganeti-kvmd`: parses the options, then runs until it is told to stop or finds that it is not wanted. */
export function run(argv: readonly string[]): Promise<number> {
  return runNodeService(commandLine, argv, (_listen, deps, daemon) => startKvmd(deps, daemon));
}
