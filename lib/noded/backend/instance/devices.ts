import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { accepts } from '@gnt/ht/validate';
import { ht } from '@gnt/ht';
import { HOTPLUG_ALL_ACTIONS, HOTPLUG_ALL_TARGETS } from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import type { Hotplug, HotplugAction, HotplugTarget } from '../../hypervisor/interface.js';

type HotplugContext = Pick<NodeContext, 'hypervisors' | 'paths' | 'log'>;

function hotplugOf(ctx: HotplugContext, instance: WireInstance): Hotplug {
  const { hotplug } = ctx.hypervisors.get(instance.hypervisor);
  if (!hotplug) throw new NodeError('Hotplug is not supported: the hypervisor has none');
  return hotplug;
}

/** Fails with the reason when devices of the running instance cannot change. */
export async function checkHotplug(ctx: HotplugContext, instance: WireInstance): Promise<void> {
  const hotplug = hotplugOf(ctx, instance);
  try {
    await hotplug.supported(instance);
  } catch (cause) {
    throw new NodeError(`Hotplug is not supported: ${messageOf(cause)}`, { cause });
  }
}

/** Adds, removes or changes a device of a running instance. */
export async function hotplugDevice(
  ctx: HotplugContext,
  instance: WireInstance,
  request: {
    readonly action: string;
    readonly target: string;
    readonly device: unknown;
    readonly extra: unknown;
    readonly sequence: number;
  },
): Promise<unknown> {
  const { action, target } = request;
  if (!isOneOf(HOTPLUG_ALL_ACTIONS, action)) throw new NodeError(`Invalid hotplug action '${action}'`);
  if (!isOneOf(HOTPLUG_ALL_TARGETS, target)) throw new NodeError(`Invalid hotplug target '${target}'`);
  await checkHotplug(ctx, instance);
  const device = request.device as WireDisk | WireNic;
  const result = await hotplugOf(ctx, instance).device(
    instance,
    action satisfies HotplugAction,
    target satisfies HotplugTarget,
    device,
    localExtra(ctx, request.extra),
    request.sequence,
  );
  return result ?? null;
}

function isOneOf<const T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value);
}

const linkAndUri = ht.tuple(ht.string, ht.maybe(ht.string));

/** A disk's [link, URI] with the link as it is on this node. */
function localExtra({ paths }: HotplugContext, extra: unknown): unknown {
  if (!accepts(linkAndUri, extra)) return extra;
  const [link, uri] = extra;
  return [link.startsWith('/') && !link.startsWith(`${paths.root}/`) ? paths.local(link) : link, uri];
}

/** Tells the running guest a disk's new size in bytes. */
export async function resizeDisk(
  ctx: HotplugContext,
  instance: WireInstance,
  disk: WireDisk,
  bytes: number,
): Promise<void> {
  const { hotplug } = ctx.hypervisors.get(instance.hypervisor);
  if (!hotplug?.resizeDisk) throw new NodeError("The hypervisor can't resize disks of a running instance");
  await hotplug.resizeDisk(instance, disk, bytes);
}

/** Gives a running instance this much memory; one that does not run is left alone. */
export async function balloonMemory(ctx: HotplugContext, instance: WireInstance, memory: number): Promise<void> {
  const hypervisor = ctx.hypervisors.get(instance.hypervisor);
  if (!(await hypervisor.list(instance.hvparams)).includes(instance.name)) {
    ctx.log.info({ instance: instance.name }, 'not running, its memory cannot change');
    return;
  }
  try {
    await hypervisor.balloonMemory(instance, memory);
  } catch (cause) {
    throw new NodeError(`Failed to balloon instance memory: ${messageOf(cause)}`, { cause });
  }
}
