import { osNameOf } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_ENVIRON, OpExecError, OpPrereqError } from '@gnt/protocol';
import { disksOf } from '../../../../config/queries.js';
import type { Instance } from '../../../planning/objects.js';
import { diskTemplates } from '@gnt/objects';
import { wireDisks, wireInstance } from '../../../rpc/wire.js';
import type { LuContext } from '../../base.js';
import { nodeName } from '../../common/expand.js';
import { payloadOf } from '../../common/results.js';
import type { CreatePrereq } from './prereq.js';

type Op = OpcodeOf<'OP_INSTANCE_CREATE'>;

/** Whether the OS of an instance may run on the node itself; refuses one that the node does not have. */
async function isTrusted(ctx: LuContext, instance: Instance): Promise<boolean> {
  const node = instance.primary_node;
  const results = await ctx.rpc.many([node], 'os_diagnose', {});
  const found = payloadOf(results.get(node), `Failed to get OS '${instance.os}'`).find(
    ([name]) => name === osNameOf(instance.os),
  );
  if (!found)
    throw new OpPrereqError(
      `OS '${instance.os}' is not available in node '${nodeName(ctx.cfg.snapshot, node)}'`,
      ECODE_ENVIRON,
    );
  return found[7];
}

async function pauseSync(ctx: LuContext, instance: Instance, pause: boolean): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const node = instance.primary_node;
  const disks = wireDisks(cfg, instance, disksOf(cfg, instance), node);
  const result = await ctx.rpc.tryOne(node, 'blockdev_pause_resume_sync', { disks, pause });
  if (!result.ok) ctx.log.warn({ error: result.error, pause }, 'could not pause or resume disk sync');
}

/** Runs the OS's create script, unless there is nothing to install or nobody wants it. */
export async function installOs(
  ctx: LuContext,
  op: Op,
  { args, primary }: CreatePrereq,
  instance: Instance,
): Promise<void> {
  if (!instance.os) return;
  const trusted = await isTrusted(ctx, instance);
  if (!trusted) {
    throw new OpExecError(
      `OS '${instance.os}' is not trusted: it must be installed in a helper machine, which this release does not have; mark it as trusted on the nodes`,
    );
  }
  if (instance.disks.length === 0 || args.adopt || args.osImage !== null || op.no_install) return;
  const cfg = ctx.cfg.snapshot;
  const pause = !op.wait_for_sync && disksOf(cfg, instance).some((d) => diskTemplates[d.dev_type].internallyMirrored);
  if (pause) {
    ctx.feedback.say('* holding the sync of the disks while the OS is installed');
    await pauseSync(ctx, instance, true);
  }
  ctx.feedback.say('* running the instance OS create scripts...');
  const result = await ctx.rpc.tryOne(primary.uuid, 'instance_os_add', {
    instance_osp: wireInstance(cfg, instance, primary.uuid, { osparams: op.osparams_secret }),
    reinstall: false,
    debug: op.debug_level ?? 0,
  });
  if (pause) {
    ctx.feedback.say('* resuming disk sync');
    await pauseSync(ctx, instance, false);
  }
  payloadOf(result, `The OS of instance ${instance.name} could not be installed on node ${primary.name}`);
}
