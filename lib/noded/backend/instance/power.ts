import { INSTANCE_REBOOT_HARD, INSTANCE_REBOOT_SOFT } from '@gnt/constants';
import type { WireInstance } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { HypervisorError } from '../../hypervisor/errors.js';
import type { RunningInstance } from '../../hypervisor/interface.js';
import { unlinkDisks } from '../blockdev/links.js';
import { linkedDisks } from './disks.js';
import { storeReason, type ReasonTrail } from './reason.js';

type PowerContext = Pick<NodeContext, 'paths' | 'files' | 'hypervisors' | 'storages' | 'clock' | 'log'>;

/** How often a stopping instance is looked at. */
const POLL_MS = 1000;
/** How often the guest is asked again to stop. */
const ASK_AGAIN_MS = 5000;

function infoOf(ctx: PowerContext, instance: WireInstance): Promise<RunningInstance | undefined> {
  return ctx.hypervisors.get(instance.hypervisor).info(instance.name, instance.hvparams);
}

/** Starts an instance whose disks are active; one that runs already is left alone. */
export async function startInstance(
  ctx: PowerContext,
  instance: WireInstance,
  paused: boolean,
  reason: ReasonTrail | null,
): Promise<void> {
  const running = await infoOf(ctx, instance);
  if (running && running.state !== 'shutdown') {
    ctx.log.info({ instance: instance.name }, 'already running, not started');
    return;
  }
  const disks = await blockDevices(ctx, instance);
  try {
    await ctx.hypervisors.get(instance.hypervisor).start(instance, disks, { paused });
  } catch (cause) {
    await unlinkDisks(ctx.paths, instance.name, disks.length);
    throw new NodeError(`Hypervisor error: ${messageOf(cause)}`, { cause });
  }
  if (reason) await storeReason(ctx, instance.name, reason);
}

async function blockDevices(
  ctx: PowerContext,
  instance: WireInstance,
): Promise<Awaited<ReturnType<typeof linkedDisks>>> {
  try {
    return await linkedDisks(ctx, instance);
  } catch (cause) {
    throw new NodeError(`Block device error: ${messageOf(cause)}`, { cause });
  }
}

/** Stops an instance: asks the guest until the time is over, then cuts it off. One that does not run only loses its remains. */
export async function shutdownInstance(
  ctx: PowerContext,
  instance: WireInstance,
  seconds: number,
  reason: ReasonTrail | null,
): Promise<void> {
  const hypervisor = ctx.hypervisors.get(instance.hypervisor);
  if (!(await infoOf(ctx, instance))) ctx.log.info({ instance: instance.name }, 'not running, nothing to stop');
  else if (!(await askToStop(ctx, instance, seconds, reason))) await cutOff(ctx, instance);
  try {
    await hypervisor.cleanup(instance.name);
  } catch (e) {
    if (!(e instanceof HypervisorError)) throw e;
    ctx.log.warn({ instance: instance.name, reason: e.message }, 'cleaning up after the instance failed');
  }
  await unlinkDisks(ctx.paths, instance.name, instance.disks_info?.length ?? 0);
}

/** True when the guest has ended within the time. */
async function askToStop(
  ctx: PowerContext,
  instance: WireInstance,
  seconds: number,
  reason: ReasonTrail | null,
): Promise<boolean> {
  const hypervisor = ctx.hypervisors.get(instance.hypervisor);
  const deadline = ctx.clock.now() + seconds * 1000;
  for (let asked = 0, nextAsk = 0; ;) {
    if (ctx.clock.now() >= nextAsk) {
      try {
        await hypervisor.stop(instance, { force: false, retry: asked > 0, timeout: seconds });
      } catch (e) {
        if (await infoOf(ctx, instance))
          throw new NodeError(`Failed to stop instance '${instance.name}': ${messageOf(e)}`, { cause: e });
        return true;
      }
      if (reason && asked === 0) await storeReason(ctx, instance.name, reason);
      asked += 1;
      nextAsk = ctx.clock.now() + ASK_AGAIN_MS;
    }
    if (!(await infoOf(ctx, instance))) return true;
    const left = deadline - ctx.clock.now();
    if (left <= 0) return false;
    await ctx.clock.sleep(Math.min(POLL_MS, left));
  }
}

async function cutOff(ctx: PowerContext, instance: WireInstance): Promise<void> {
  ctx.log.error({ instance: instance.name }, 'the guest did not stop in time and is cut off');
  try {
    await ctx.hypervisors.get(instance.hypervisor).stop(instance, { force: true, retry: true });
  } catch (e) {
    if (await infoOf(ctx, instance))
      throw new NodeError(`Failed to force stop instance '${instance.name}': ${messageOf(e)}`, { cause: e });
  }
  await ctx.clock.sleep(POLL_MS);
  if (await infoOf(ctx, instance))
    throw new NodeError(`Instance '${instance.name}' is still there after it was destroyed`);
}

/** Restarts an instance: its guest alone (soft), or the virtual machine too (hard). A full reboot is the master's to do. */
export async function rebootInstance(
  ctx: PowerContext,
  instance: WireInstance,
  type: string,
  seconds: number,
  reason: ReasonTrail,
): Promise<void> {
  if (!(await infoOf(ctx, instance)))
    throw new NodeError(`Instance '${instance.name}' does not run, so it can't be rebooted`);
  if (type === INSTANCE_REBOOT_SOFT) {
    try {
      await ctx.hypervisors.get(instance.hypervisor).reboot(instance);
    } catch (cause) {
      throw new NodeError(`Failed to soft reboot instance '${instance.name}': ${messageOf(cause)}`, { cause });
    }
  } else if (type === INSTANCE_REBOOT_HARD) {
    try {
      await shutdownInstance(ctx, instance, seconds, null);
      await startInstance(ctx, instance, false, null);
    } catch (cause) {
      throw new NodeError(`Failed to hard reboot instance '${instance.name}': ${messageOf(cause)}`, { cause });
    }
    await storeReason(ctx, instance.name, reason);
  } else {
    throw new NodeError(`Invalid reboot_type received: '${type}'`);
  }
}
