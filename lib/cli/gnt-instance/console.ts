import { ECODE_NOENT, ganetiError, OpExecError, OpPrereqError, type InstanceConsole } from '@gnt/protocol';
import { CONS_MESSAGE, CONS_SPICE, CONS_SSH, CONS_VNC } from '@gnt/constants';
import { defineCommand, one } from '../framework/command.js';
import type { Session } from '../framework/session.js';
import { quoteShellWord, splitShellWords } from '../framework/shell-words.js';
import * as o from '../options.js';
import { str } from '../output/python.js';

async function overSsh(
  session: Session,
  console: InstanceConsole,
  clusterName: string,
  showCommand: boolean,
): Promise<number> {
  const { host, port, command } = console;
  if (host === undefined || host === null || command === undefined || command === null) {
    throw ganetiError('GenericError', [`The console of ${console.instance} names no host or no command`]);
  }
  const remote = (await session.deps.bootstrap()).remote(clusterName);
  const words = typeof command === 'string' ? splitShellWords(command) : command;
  const argv = remote.interactiveArgv({ name: host, ...(port === undefined || port === null ? {} : { port }) }, words);
  if (showCommand) {
    session.out(argv.map(quoteShellWord).join(' '));
    return 0;
  }
  if ((await session.deps.interactive(argv)) !== 0) {
    throw new OpExecError(
      `The console command of instance ${console.instance} failed; the node and its settings may tell why`,
    );
  }
  return 0;
}

async function connect(
  session: Session,
  console: InstanceConsole,
  clusterName: string,
  showCommand: boolean,
): Promise<number> {
  const { instance, kind, host, port, display, message } = console;
  switch (kind) {
    case CONS_MESSAGE:
      session.out(str(message));
      return 0;
    case CONS_VNC:
      session.out(
        `Instance ${instance} has VNC listening on ${str(host)}:${str(port)} (display ${str(display)}), URL <vnc://${str(host)}:${str(port)}/>`,
      );
      return 0;
    case CONS_SPICE:
      session.out(`Instance ${instance} has SPICE listening on ${str(host)}:${str(port)}`);
      return 0;
    case CONS_SSH:
      return overSsh(session, console, clusterName, showCommand);
    default:
      throw ganetiError('GenericError', [`Unknown console type '${kind}'`]);
  }
}

/** gnt-instance console: connects this terminal to an instance. */
export const console = defineCommand({
  tool: 'gnt-instance',
  name: 'console',
  usage: '[--show-cmd] <instance-name>',
  args: [one('instance')],
  options: { showCommand: o.showCommand, priority: o.priority },
  async run({ opts, args: [name = ''], session }) {
    const client = await session.client();
    const [clusterName] = await client.queryConfigValues(['cluster_name']);
    const [row] = await client.queryPlain('QueryInstances', [name], ['console', 'oper_state']);
    // The connection is not kept open while the user sits at the console.
    await session.close();
    if (row === undefined) throw new OpPrereqError(`Instance '${name}' does not exist`, ECODE_NOENT);
    const [data, running] = row;
    if (data === null || data === undefined) {
      throw new OpExecError(
        running
          ? `Console information for instance ${name} is unavailable`
          : `Instance ${name} is not running, can't get console`,
      );
    }
    return connect(session, data as InstanceConsole, String(clusterName), opts.showCommand);
  },
});
