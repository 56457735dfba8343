import { diskTemplates } from '@gnt/objects';
import { OpExecError } from '@gnt/protocol';
import { setPrimaryNode } from '../../common/changes.js';
import { nodeOf } from '../../common/checks.js';
import { reasonOf } from '../../common/reason.js';
import { assembleDisks, shutdownDisks } from '../../storage/assemble.js';
import { isConsistent } from '../../storage/sync.js';
import type { Mover } from './mover.js';

async function checkDisks(mover: Mover): Promise<void> {
  if (!mover.instance.disks_active) {
    mover.say('* disks of an instance that is down need no check of their consistency');
    return;
  }
  mover.say("* checking that the target's disks are up to date");
  const source = nodeOf(mover.ctx.cfg.snapshot, mover.source);
  for (const [idx, disk] of mover.disks.entries()) {
    if (await isConsistent(mover.ctx, mover.uuid, disk, mover.target, false)) continue;
    if (source.offline) {
      mover.say(`Node ${source.name} is offline: degraded disk ${idx} on node ${mover.name(mover.target)} is accepted`);
    } else if (!mover.move.request.ignoreConsistency) {
      throw new OpExecError(`Disk ${idx} is degraded on the target; no failover without --ignore-consistency`);
    }
  }
}

async function stop(mover: Mover): Promise<void> {
  const { ctx, source } = mover;
  const { request } = mover.move;
  mover.say('* shutting down instance on source node');
  const result = await ctx.rpc.tryOne(source, 'instance_shutdown', {
    instance: mover.wire(source),
    timeout: request.shutdownTimeout,
    reason: reasonOf(request.op.reason),
  });
  if (result.ok) return;
  const [name, node] = [mover.instance.name, mover.name(source)];
  if (!request.ignoreConsistency && !nodeOf(ctx.cfg.snapshot, source).offline) {
    throw new OpExecError(`Could not shutdown instance ${name} on node ${node}: ${result.error}`);
  }
  ctx.feedback.warn(
    `Instance ${name} could not be stopped on node ${node}, going on; make sure that node ${node} is down; error: ${result.error}`,
  );
}

async function start(mover: Mover): Promise<void> {
  const { ctx, target, uuid } = mover;
  const name = mover.name(target);
  mover.say(`* activating the disks on ${name}`);
  const { ok } = await assembleDisks(ctx, uuid, { ignoreSecondaries: true });
  if (!ok) {
    await shutdownDisks(ctx, uuid);
    throw new OpExecError("Can't activate the instance's disks");
  }
  mover.say(`* starting the instance on ${name}`);
  const result = await ctx.rpc.tryOne(target, 'instance_start', {
    instance_hvp_bep: mover.wire(target),
    startup_paused: false,
    reason: reasonOf(mover.move.request.op.reason),
  });
  if (result.ok) return;
  await shutdownDisks(ctx, uuid);
  throw new OpExecError(`Could not start instance ${mover.instance.name} on node ${name}: ${result.error}`);
}

/** Stops an instance here and starts it there. Once it is stopped it belongs to the target, whatever fails afterwards. */
export async function failOver(mover: Mover): Promise<void> {
  const { ctx, uuid, source, target } = mover;
  if (mover.instance.forthcoming) {
    mover.say('The instance is forthcoming, only the configuration changes');
    await ctx.cfg.update((draft) => setPrimaryNode(draft, uuid, target));
    return;
  }
  await checkDisks(mover);
  await stop(mover);
  const allShared = mover.disks.every((d) => diskTemplates[d.dev_type].externallyMirrored);
  if (allShared) await mover.closeDisks(source);
  mover.say('* deactivating the disks on the source');
  if (!(await shutdownDisks(ctx, uuid, { ignorePrimary: true })))
    throw new OpExecError("Can't shut down the instance's disks");
  await ctx.cfg.update((draft) => setPrimaryNode(draft, uuid, target));
  if (mover.instance.admin_state === 'up') await start(mover);
}
