import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { daemonUtil } from '../node/daemons.js';
import { outputOf } from '../run/outcome.js';

type RoleContext = Pick<NodeContext, 'run' | 'programs' | 'environment' | 'log'>;

/** Starts the master's daemons here; `noVoting` does not ask the other nodes. */
export async function startMaster(ctx: RoleContext, noVoting: boolean): Promise<void> {
  const args = noVoting ? '--no-voting --yes-do-it' : '';
  const result = await daemonUtil(ctx, ['start-master'], { EXTRA_MASTERD_ARGS: args });
  if (result.exitCode !== 0) throw new NodeError(`Can't start the master daemons: ${outputOf(result).trim()}`);
}

/** Stops the master's daemons here. As in the original a failure is only logged. */
export async function stopMaster(ctx: RoleContext): Promise<void> {
  const result = await daemonUtil(ctx, ['stop-master']);
  if (result.exitCode !== 0) ctx.log.error({ output: outputOf(result) }, 'could not stop the master daemons');
}
