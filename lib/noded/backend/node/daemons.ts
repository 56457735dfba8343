import { KVMD } from '@gnt/constants';
import type { CommandResult } from '../../../common/exec.js';
import type { NodeContext } from '../../context.js';
import { outputOf } from '../run/outcome.js';

type DaemonContext = Pick<NodeContext, 'run' | 'programs' | 'environment' | 'log'>;

/** Runs daemon-util; daemons that it starts take their place from the environment. */
export async function daemonUtil(
  ctx: DaemonContext,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  // By the interpreter that runs us: a clean PATH need not lead to it.
  return ctx.run.tryRun(process.execPath, [await ctx.programs.require('daemon-util'), ...args], {
    env: { ...ctx.environment, ...env },
  });
}

/** Has a daemon running or stopped; false when that failed, and for those that a master has no say in (`lib/backend.py`). */
export async function ensureDaemon(ctx: DaemonContext, daemon: string, running: boolean): Promise<boolean> {
  if (daemon !== KVMD) return false;
  return changeDaemon(ctx, running ? 'check-and-start' : 'stop', daemon);
}

/** Runs an action of daemon-util on a daemon; a failure is logged and told by false. */
export async function changeDaemon(
  ctx: DaemonContext,
  action: 'check-and-start' | 'start' | 'stop',
  daemon: string,
): Promise<boolean> {
  const result = await daemonUtil(ctx, [action, daemon]);
  if (result.exitCode === 0) return true;
  ctx.log.error({ action, daemon, output: outputOf(result) }, 'daemon-util failed');
  return false;
}
