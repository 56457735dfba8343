import type { HOTPLUG_ALL_ACTIONS, HOTPLUG_ALL_TARGETS } from '@gnt/constants';
import type { WireDisk, WireNic } from '@gnt/protocol';
import type { Instance } from '../../../planning/objects.js';
import { wireInstance } from '../../../rpc/wire.js';
import type { LuContext } from '../../base.js';

/** Whether devices of the running guest can be changed; otherwise says that they will not be. */
export async function canHotplug(ctx: LuContext, instance: Instance): Promise<boolean> {
  const node = instance.primary_node;
  const result = await ctx.rpc.tryOne(node, 'hotplug_supported', {
    instance: wireInstance(ctx.cfg.snapshot, instance, node),
  });
  if (result.ok) return true;
  ctx.feedback.warn(result.error);
  ctx.feedback.info('Modification will take place without hotplugging.');
  return false;
}

/** A device of the running guest to change. */
export interface PluggedDevice {
  readonly action: (typeof HOTPLUG_ALL_ACTIONS)[number];
  readonly target: (typeof HOTPLUG_ALL_TARGETS)[number];
  /** As it travels to nodes. */
  readonly device: WireDisk | WireNic;
  /** Link and address of a disk. */
  readonly extra: readonly [string, string | null] | null;
  readonly index: number;
}

/** Changes a device of the running guest; a failure is only told. Returns the word for the job's result. */
export async function hotplug(ctx: LuContext, instance: Instance, plugged: PluggedDevice): Promise<string> {
  const node = instance.primary_node;
  ctx.feedback.info('Trying to hotplug device...');
  const result = await ctx.rpc.tryOne(node, 'hotplug_device', {
    instance: wireInstance(ctx.cfg.snapshot, instance, node),
    action: plugged.action,
    dev_type: plugged.target,
    device: { ...plugged.device },
    extra: plugged.extra,
    seq: plugged.index,
  });
  if (result.ok) {
    ctx.feedback.info('Hotplug done.');
    return 'hotplug:done';
  }
  ctx.feedback.warn(`Could not hotplug device: ${result.error}`);
  ctx.feedback.info('Continuing execution..');
  return 'hotplug:failed';
}
