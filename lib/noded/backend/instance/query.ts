import type { InstanceInfo, RpcArgs, RpcPayload, WireInstance } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { wireState, type HvParams, type RunningInstance } from '../../hypervisor/interface.js';
import { isLink, linkPath } from '../blockdev/links.js';

type QueryContext = Pick<NodeContext, 'paths' | 'hypervisors' | 'log'>;

function wireInfo(instance: RunningInstance): InstanceInfo {
  const { memory, vcpus, state, time } = instance;
  return { memory, vcpus, state: wireState(state), time };
}

/** What the hypervisor says of one instance; an empty object when it does not run. */
export async function instanceInfo(
  ctx: QueryContext,
  name: string,
  hypervisor: string,
  hvparams: HvParams,
): Promise<InstanceInfo | Record<string, never>> {
  const running = await ctx.hypervisors.get(hypervisor).info(name, hvparams);
  return running ? wireInfo(running) : {};
}

/** Names of the instances that run under the hypervisors. */
export async function instanceList(
  ctx: QueryContext,
  hypervisors: readonly string[],
  hvparams: Readonly<Record<string, HvParams>>,
): Promise<string[]> {
  const names: string[] = [];
  for (const hypervisor of hypervisors) {
    try {
      names.push(...(await ctx.hypervisors.get(hypervisor).list(hvparams[hypervisor] ?? null)));
    } catch (cause) {
      throw new NodeError(`Error enumerating instances (hypervisor ${hypervisor}): ${messageOf(cause)}`, { cause });
    }
  }
  return names;
}

/** What the hypervisors say of all that runs on the node. The same name under two of them must at least agree. */
export async function allInstances(
  ctx: QueryContext,
  hypervisors: readonly string[],
  hvparams: Readonly<Record<string, HvParams>>,
): Promise<Record<string, InstanceInfo>> {
  const result: Record<string, InstanceInfo> = {};
  for (const hypervisor of hypervisors) {
    for (const running of await ctx.hypervisors.get(hypervisor).allInfo(hvparams[hypervisor] ?? null)) {
      const info = wireInfo(running);
      const known = result[running.name];
      if (known && (known.memory !== info.memory || known.vcpus !== info.vcpus)) {
        throw new NodeError(`Instance ${running.name} runs twice, not in the same shape`);
      }
      result[running.name] = info;
    }
  }
  return result;
}

/** Fails unless the instance runs; missing links to its disks are only logged. */
export async function checkMigratable(ctx: QueryContext, instance: WireInstance): Promise<void> {
  const running = await ctx.hypervisors.get(instance.hypervisor).list(instance.hvparams);
  if (!running.includes(instance.name)) throw new NodeError(`Instance ${instance.name} is not running`);
  for (const [index] of (instance.disks_info ?? []).entries()) {
    if (!(await isLink(linkPath(ctx.paths, instance.name, index)))) {
      ctx.log.warn({ instance: instance.name, disk: index }, 'the link to this disk is missing');
    }
  }
}

/** How to reach the consoles of instances; keys that are null are left out. */
export function consoleInfo(
  ctx: QueryContext,
  requests: RpcArgs<'instance_console_info'>['instances'],
): RpcPayload<'instance_console_info'> {
  return Object.fromEntries(
    Object.entries(requests).map(([name, request]) => {
      const instance = request.instance as unknown as WireInstance;
      const node = request.node as Readonly<Record<string, unknown>>;
      const ndparams = (request.group['ndparams'] ?? {}) as Readonly<Record<string, unknown>>;
      const sshPort = sshPortOf(node, ndparams);
      const info = ctx.hypervisors.get(instance.hypervisor).console(instance, {
        name: String(node['name']),
        primary_ip: String(node['primary_ip']),
        ...(sshPort === undefined ? {} : { ssh_port: sshPort }),
        hvparams: request.hvParams,
        beparams: request.beParams,
      });
      return [name, { ...info, ...(info.command ? { command: [...info.command] } : {}) }];
    }),
  ) as RpcPayload<'instance_console_info'>;
}

function sshPortOf(
  node: Readonly<Record<string, unknown>>,
  groupParams: Readonly<Record<string, unknown>>,
): number | undefined {
  const own = (node['ndparams'] ?? {}) as Readonly<Record<string, unknown>>;
  const port = own['ssh_port'] ?? groupParams['ssh_port'];
  return typeof port === 'number' ? port : undefined;
}
