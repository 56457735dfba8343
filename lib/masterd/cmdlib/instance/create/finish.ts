import { diskTemplates } from '@gnt/objects';
import { OpExecError, isA } from '@gnt/protocol';
import { disksOf } from '../../../../config/queries.js';
import { wireInstance } from '../../../rpc/wire.js';
import type { LuContext } from '../../base.js';
import { markUp, removeInstance } from '../../common/changes.js';
import { instanceOf } from '../../common/checks.js';
import type { ReasonTrail } from '../../common/reason.js';
import { payloadOf } from '../../common/results.js';
import { imageDisk, wipeDisks } from '../../storage/fill.js';
import { removeDisks } from '../../storage/remove.js';
import { waitForSync } from '../../storage/sync.js';
import type { CreateArguments } from './arguments.js';

/** Wipes and images the disks where that is wanted, and waits for mirrors; an instance with bad disks goes again. */
export async function fillDisks(
  ctx: LuContext,
  uuid: string,
  args: CreateArguments,
  waitForMirrors: boolean,
): Promise<void> {
  const instance = instanceOf(ctx.cfg.snapshot, uuid);
  const wipe = !args.adopt && ctx.cfg.snapshot.cluster.prealloc_wipe_disks;
  const wiped =
    !wipe ||
    (await attempt(ctx, '* wiping instance disks...', 'Wiping instance disks failed', () => wipeDisks(ctx, instance)));
  await removeIfDegraded(ctx, uuid, !wiped, waitForMirrors);
  const { osImage } = args;
  const image = !args.adopt && osImage !== null;
  const imaged =
    !image ||
    (await attempt(ctx, '* imaging instance disks...', 'Imaging instance disks failed', () =>
      imageDisk(ctx, instance, osImage),
    ));
  await removeIfDegraded(ctx, uuid, !imaged, waitForMirrors);
}

async function attempt(ctx: LuContext, say: string, what: string, work: () => Promise<void>): Promise<boolean> {
  ctx.feedback.say(say);
  try {
    await work();
    return true;
  } catch (e) {
    if (!isA(e, 'OpExecError')) throw e;
    ctx.feedback.warn(`${what} (${e.message})`);
    return false;
  }
}

/** Ends the creation when disks are bad, with the instance gone. */
async function removeIfDegraded(ctx: LuContext, uuid: string, bad: boolean, waitForMirrors: boolean): Promise<void> {
  const instance = instanceOf(ctx.cfg.snapshot, uuid);
  const mirrored = disksOf(ctx.cfg.snapshot, instance).some((d) => diskTemplates[d.dev_type].internallyMirrored);
  let degraded = bad;
  if (!bad && waitForMirrors) degraded = !(await waitForSync(ctx, uuid));
  else if (!bad && mirrored) {
    ctx.feedback.say('* checking mirrors status');
    degraded = !(await waitForSync(ctx, uuid, { once: true }));
  }
  if (!degraded) return;
  await removeDisks(ctx, instance);
  await ctx.cfg.update((draft) => removeInstance(draft, uuid));
  throw new OpExecError('Disks of the instance are degraded');
}

/** Starts the instance for the first time. */
export async function startNew(ctx: LuContext, uuid: string, reason: ReasonTrail): Promise<void> {
  await ctx.cfg.update((draft) => markUp(draft, uuid));
  ctx.feedback.say('* starting instance...');
  const cfg = ctx.cfg.snapshot;
  const instance = instanceOf(cfg, uuid);
  const node = instance.primary_node;
  const result = await ctx.rpc.tryOne(node, 'instance_start', {
    instance_hvp_bep: wireInstance(cfg, instance, node),
    startup_paused: false,
    reason,
  });
  payloadOf(result, 'Could not start instance');
}
