import type { LockLevel } from '@gnt/constants';
import type { OpId } from '@gnt/opcodes';
import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { hooksEnv, hooksEnvOf, type HooksEnv } from '../../planning/hooks-env.js';
import { instanceNodes } from '../../../config/queries.js';
import type { Instance, Parameters } from '../../planning/objects.js';
import { LogicalUnit, type HookNodes, type LockNeed, type LockNeeds } from '../base.js';
import { expandInstance } from '../common/expand.js';
import { exclusive } from '../common/locks.js';

/** Variables of every instance hook, as facts name them. */
export const INSTANCE_HOOK_VARIABLES = [
  'OP_TARGET',
  'INSTANCE_NAME',
  'INSTANCE_PRIMARY',
  'INSTANCE_SECONDARIES',
  'INSTANCE_OS_TYPE',
  'INSTANCE_STATUS',
  'INSTANCE_MINMEM',
  'INSTANCE_MAXMEM',
  'INSTANCE_MEMORY',
  'INSTANCE_VCPUS',
  'INSTANCE_DISK_TEMPLATE',
  'INSTANCE_HYPERVISOR',
  'INSTANCE_NIC_COUNT',
  'INSTANCE_DISK_COUNT',
  'INSTANCE_TAGS',
  'INSTANCE_NIC{n}_NAME',
  'INSTANCE_NIC{n}_UUID',
  'INSTANCE_NIC{n}_IP',
  'INSTANCE_NIC{n}_MAC',
  'INSTANCE_NIC{n}_MODE',
  'INSTANCE_NIC{n}_LINK',
  'INSTANCE_NIC{n}_VLAN',
  'INSTANCE_NIC{n}_BRIDGE',
  'INSTANCE_NIC{n}_NETWORK_NAME',
  'INSTANCE_NIC{n}_NETWORK_UUID',
  'INSTANCE_NIC{n}_NETWORK_TAGS',
  'INSTANCE_NIC{n}_NETWORK_SUBNET',
  'INSTANCE_NIC{n}_NETWORK_GATEWAY',
  'INSTANCE_NIC{n}_NETWORK_SUBNET6',
  'INSTANCE_NIC{n}_NETWORK_GATEWAY6',
  'INSTANCE_NIC{n}_NETWORK_MAC_PREFIX',
  'INSTANCE_DISK{n}_NAME',
  'INSTANCE_DISK{n}_UUID',
  'INSTANCE_DISK{n}_SIZE',
  'INSTANCE_DISK{n}_MODE',
  'INSTANCE_DISK{n}_DEV_TYPE',
  'INSTANCE_DISK{n}_VG',
  'INSTANCE_DISK{n}_ID',
  'INSTANCE_DISK{n}_DRIVER',
  'INSTANCE_DISK{n}_PROVIDER',
  'INSTANCE_DISK{n}_PNODE',
  'INSTANCE_DISK{n}_SNODE',
  'INSTANCE_DISK{n}_PORT',
  'INSTANCE_DISK{n}_PMINOR',
  'INSTANCE_DISK{n}_SMINOR',
  'INSTANCE_DISK{n}_DATA_VG',
  'INSTANCE_DISK{n}_DATA_ID',
  'INSTANCE_DISK{n}_META_VG',
  'INSTANCE_DISK{n}_META_ID',
  'INSTANCE_BE_{beparam}',
  'INSTANCE_HV_{hvparam}',
] as const;

interface NamesInstance {
  readonly instance_name: string;
  readonly instance_uuid: string | null;
}

/** Opcodes about one existing instance. */
export type InstanceOpId = Extract<OpId, `OP_INSTANCE_${string}` | `OP_BACKUP_${string}`>;

/** What checks of an instance's unit hand on. */
export interface InstancePrereq {
  /** As it was when the checks ended. */
  readonly instance: Instance;
}

/** A logical unit about one existing instance: locks it, and gives its hooks the variables and nodes all of them have. */
export abstract class InstanceUnit<
  Id extends InstanceOpId,
  P extends InstancePrereq = InstancePrereq,
> extends LogicalUnit<Id, P> {
  /** The instance named by the opcode, as the configuration has it now. */
  protected instance(): Instance {
    const { instance_name, instance_uuid } = this.op as unknown as NamesInstance;
    return expandInstance(this.ctx.cfg.snapshot, instance_name, instance_uuid);
  }

  /** The instance's own lock; instances that are only planned are refused. */
  protected lockInstance(options: { readonly allowForthcoming?: boolean } = {}): LockNeed {
    const instance = this.instance();
    if (instance.forthcoming && !options.allowForthcoming) {
      throw new OpPrereqError(
        `Instance ${instance.name} is forthcoming; this works only on one that exists`,
        ECODE_STATE,
      );
    }
    return exclusive([instance.name]);
  }

  /** All nodes of the instance, for a level announced as later. */
  protected instanceNodes(options: { readonly primaryOnly?: boolean } = {}): LockNeed {
    const instance = this.instance();
    return exclusive(options.primaryOnly ? [instance.primary_node] : instanceNodes(this.ctx.cfg.snapshot, instance));
  }

  override expandNames(): LockNeeds | Promise<LockNeeds> {
    return { instance: this.lockInstance() };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'node' || level === 'node-res' ? this.instanceNodes() : undefined;
  }

  /** Variables beside those of every instance. */
  protected ownHooksEnv(_prereq: P): Parameters {
    return {};
  }

  override hooksEnv(prereq: P): HooksEnv {
    const cfg = this.ctx.cfg.snapshot;
    const current = cfg.instances[prereq.instance.uuid] ?? prereq.instance;
    return { ...hooksEnvOf(cfg, current), ...hooksEnv(this.ownHooksEnv(prereq)) };
  }

  override hooksNodes({ instance }: P): HookNodes {
    const cfg = this.ctx.cfg.snapshot;
    const nodes = [...new Set([cfg.cluster.master_node, ...instanceNodes(cfg, instance)])];
    return { pre: nodes, post: nodes };
  }
}
