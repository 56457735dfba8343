import { stat, writeFile } from 'node:fs/promises';
import { STAT_SIZE } from '@gnt/constants';
import { isMissing } from '../../../common/files.js';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { outputOf } from '../run/outcome.js';

const POWERCYCLE_DELAY_MS = 5000;

/** Restarts the machine a little later, so that the caller gets its answer. */
export function powercycle(
  ctx: Pick<NodeContext, 'hypervisors' | 'clock' | 'log' | 'paths'>,
  hypervisor: string,
): string {
  const driver = ctx.hypervisors.get(hypervisor);
  if (ctx.paths.virtual && !driver.powercut)
    throw new NodeError(`Hypervisor '${hypervisor}' cannot restart a virtual node`);
  ctx.clock.after(POWERCYCLE_DELAY_MS, () => {
    const act = ctx.paths.virtual && driver.powercut ? driver.powercut() : rebootMachine();
    act.catch((err: unknown) => {
      ctx.log.error({ err }, 'the machine could not be restarted');
    });
  });
  return 'Reboot scheduled in 5 seconds';
}

/** At once and without unmounting, as the original does for a node that must stop writing. */
async function rebootMachine(): Promise<void> {
  await writeFile('/proc/sysrq-trigger', 'b');
}

/** Creates an Open vSwitch and gives it a link outside. */
export async function configureOvs(ctx: Pick<NodeContext, 'run'>, name: string, link: string | null): Promise<void> {
  const steps = [['add-br', name], ...(link === null || link === '' ? [] : [['add-port', name, link]])];
  for (const step of steps) {
    const result = await ctx.run.tryRun('ovs-vsctl', ['--may-exist', ...step]);
    if (result.exitCode !== 0)
      throw new NodeError(
        `ovs-vsctl ${step.join(' ')} failed with exit code ${String(result.exitCode)}: ${outputOf(result).trim()}`,
      );
  }
}

/** Whether a file of this node exists, and its size. */
export async function fileInfo(path: string): Promise<[boolean, Record<string, number>]> {
  try {
    return [true, { [STAT_SIZE]: (await stat(path)).size }];
  } catch (e) {
    if (isMissing(e)) return [false, {}];
    throw e;
  }
}
