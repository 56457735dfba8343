import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { failReason, outputOf } from './outcome.js';

/** Runs an out-of-band program for another node and returns the JSON value that it printed, null when it printed nothing. */
export async function runOob(
  ctx: Pick<NodeContext, 'run'>,
  program: string,
  command: string,
  node: string,
  seconds: number,
): Promise<unknown> {
  const result = await ctx.run.tryRun(program, [command, node], { timeout: seconds * 1000 });
  const reason = failReason(result);
  if (reason !== undefined)
    throw new NodeError(
      `'${[program, command, node].join(' ')}' failed with reason '${reason}'; output: ${outputOf(result)}`,
    );
  if (result.stdout === '') return null;
  try {
    return JSON.parse(result.stdout);
  } catch (cause) {
    throw new NodeError(`'${program}' did not print JSON: ${result.stdout.slice(0, 200)}`, { cause });
  }
}
