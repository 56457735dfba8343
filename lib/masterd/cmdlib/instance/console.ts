import { OpExecError, type InstanceConsole } from '@gnt/protocol';
import { statusWhenStopped } from '../../planning/instance-state.js';
import { beOf, hvOf } from '../../planning/params.js';
import type { LockNeeds } from '../base.js';
import { checkNodeOnline, nodeOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { shared } from '../common/locks.js';
import { payloadOf } from '../common/results.js';
import { InstanceUnit, type InstancePrereq } from './unit.js';

/** Says how to reach an instance's console. The node's hypervisor knows; the master only asks it. */
export class LUInstanceConsole extends InstanceUnit<'OP_INSTANCE_CONSOLE'> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    this.lockInstance();
    return { instance: shared([this.instance().name]) };
  }

  override async checkPrereq(): Promise<InstancePrereq> {
    const instance = this.instance();
    checkNodeOnline(this.ctx.cfg.snapshot, instance.primary_node);
    return { instance };
  }

  async exec({ instance }: InstancePrereq): Promise<InstanceConsole> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const node = nodeOf(cfg, instance.primary_node);
    const hvparams = structuredClone(cfg.cluster.hvparams) as Record<string, Record<string, unknown>>;
    const lists = await ctx.rpc.many([node.uuid], 'instance_list', {
      hypervisor_list: [instance.hypervisor],
      hvparams,
    });
    const running = payloadOf(lists.get(node.uuid), `Can't get node information from ${node.name}`);
    if (!running.includes(instance.name)) {
      throw new OpExecError(`Instance ${instance.name} is not running (state ${statusWhenStopped(instance)})`);
    }
    const request = {
      instance: { ...instance },
      node: { ...node },
      group: { ...cfg.nodegroups[node.group] },
      hvParams: hvOf(cfg.cluster, instance),
      beParams: { ...beOf(cfg.cluster, instance) },
    };
    const answers = await ctx.rpc.many([node.uuid], 'instance_console_info', {
      instances: { [instance.name]: request },
    });
    const found = payloadOf(answers.get(node.uuid), `Can't get console information from ${nodeName(cfg, node.uuid)}`)[
      instance.name
    ];
    if (!found) throw new OpExecError(`Node ${node.name} knows no console of instance ${instance.name}`);
    return found;
  }
}
