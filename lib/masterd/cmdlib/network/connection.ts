import type { LockLevel } from '@gnt/constants';
import type { FilledNicParams } from '@gnt/objects';
import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { nodesOfGroup } from '../../../config/queries.js';
import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import { poolOf } from '../../planning/network-pool.js';
import type { Network, Nic, NodeGroup } from '../../planning/objects.js';
import { checkNicSyntax } from '../../planning/params.js';
import { instancesOfGroup } from '../../planning/policy-changes.js';
import { commaJoin } from '../../planning/text.js';
import { LogicalUnit, type HookNodes, type LockNeed, type LockNeeds } from '../base.js';
import { lookupGroup, lookupNetwork } from '../common/expand.js';
import { exclusive, shared } from '../common/locks.js';

const CONNECTION_HOOK_VARIABLES = [
  'GROUP_NAME',
  'GROUP_NETWORK_LINK',
  'GROUP_NETWORK_MODE',
  'GROUP_NETWORK_VLAN',
] as const;

interface Prereq {
  readonly group: NodeGroup;
  readonly network: Network;
  /** How cards reach the network; null: there is nothing to do. */
  readonly netparams: Readonly<Partial<FilledNicParams>> | null;
}

/** What connecting and disconnecting have in common. */
abstract class ConnectionUnit<Id extends 'OP_NETWORK_CONNECT' | 'OP_NETWORK_DISCONNECT'> extends LogicalUnit<
  Id,
  Prereq
> {
  private get names(): { readonly group_name: string; readonly network_name: string } {
    return this.op as unknown as { readonly group_name: string; readonly network_name: string };
  }

  protected group(): NodeGroup {
    return lookupGroup(this.ctx.cfg.snapshot, this.names.group_name);
  }

  protected network(): Network {
    return lookupNetwork(this.ctx.cfg.snapshot, this.names.network_name);
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'instance'
      ? shared(instancesOfGroup(this.ctx.cfg.snapshot, this.group()).map((i) => i.name))
      : undefined;
  }

  override hooksNodes({ group }: Prereq): HookNodes {
    const nodes = nodesOfGroup(this.ctx.cfg.snapshot, group.uuid).map((n) => n.uuid);
    return { pre: nodes, post: nodes };
  }

  /** Refuses when cards of the group's instances stand in the way. */
  protected checkConflicts(action: string, group: NodeGroup, conflicts: (nic: Nic) => boolean): void {
    const { ctx } = this;
    const instances = instancesOfGroup(ctx.cfg.snapshot, group);
    const unlocked = instances.filter((i) => !ctx.locks.owns('instance', i.name)).map((i) => i.name);
    if (unlocked.length > 0) {
      throw new OpPrereqError(
        `Instances in node group '${group.name}' changed since locks were acquired: ${commaJoin(unlocked)}; retry the operation`,
        ECODE_STATE,
      );
    }
    const found = instances.flatMap(({ name, nics }) => {
      const cards = nics.flatMap((nic, i) => (conflicts(nic) ? [`nic${i}/${nic.ip ?? 'None'}`] : []));
      return cards.length === 0 ? [] : [`${name}: ${commaJoin(cards)}`];
    });
    if (found.length === 0) return;
    ctx.feedback.warn(
      `IP addresses from network '${this.names.network_name}', which is about to ${action} node group '${group.name}', are in use: ${commaJoin(found)}`,
    );
    throw new OpPrereqError(
      'Conflicting IP addresses found;  remove/modify the corresponding network interfaces',
      ECODE_STATE,
    );
  }
}

/** Connects a network to a node group. */
export class LUNetworkConnect extends ConnectionUnit<'OP_NETWORK_CONNECT'> {
  static readonly hooksPath = 'network-connect';
  static readonly hooksType = 'NETWORK';
  static readonly requiresBgl = false;
  static readonly hooksVariables = CONNECTION_HOOK_VARIABLES;

  override expandNames(): LockNeeds {
    const network = this.network().uuid;
    const nodegroup = exclusive([this.group().uuid]);
    return this.op.conflicts_check ? { instance: 'later', nodegroup, network: shared([network]) } : { nodegroup };
  }

  override hooksEnv(): HooksEnv {
    const { group_name, network_mode, network_link, network_vlan } = this.op;
    return hooksEnv({
      GROUP_NAME: group_name,
      GROUP_NETWORK_MODE: network_mode,
      GROUP_NETWORK_LINK: network_link,
      GROUP_NETWORK_VLAN: network_vlan,
    });
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx, op } = this;
    const netparams = { mode: op.network_mode, link: op.network_link, vlan: op.network_vlan };
    checkNicSyntax(netparams);
    const group = this.group();
    const network = this.network();
    if (network.uuid in group.networks) {
      ctx.feedback.warn(`Network '${op.network_name}' is already mapped to group '${group.name}'`);
      return { group, network, netparams: null };
    }
    if (op.conflicts_check) {
      const pool = poolOf(network.name, network);
      this.checkConflicts('connect to', group, ({ ip }) => Boolean(ip) && pool.contains(ip ?? ''));
    }
    return { group, network, netparams };
  }

  async exec({ group, network, netparams }: Prereq): Promise<void> {
    if (netparams === null) return;
    await this.ctx.cfg.update((draft) => {
      const stored = draft.nodegroups[group.uuid];
      if (stored) stored.networks[network.uuid] = { ...netparams };
    });
  }
}

/** Takes the connection of a network to a node group away. */
export class LUNetworkDisconnect extends ConnectionUnit<'OP_NETWORK_DISCONNECT'> {
  static readonly hooksPath = 'network-disconnect';
  static readonly hooksType = 'NETWORK';
  static readonly requiresBgl = false;
  static readonly hooksVariables = CONNECTION_HOOK_VARIABLES;

  override expandNames(): LockNeeds {
    this.network();
    return { instance: 'later', nodegroup: exclusive([this.group().uuid]) };
  }

  override hooksEnv({ netparams }: Prereq): HooksEnv {
    return hooksEnv({
      GROUP_NAME: this.op.group_name,
      ...(netparams
        ? {
            GROUP_NETWORK_MODE: netparams.mode,
            GROUP_NETWORK_LINK: netparams.link,
            GROUP_NETWORK_VLAN: netparams.vlan,
          }
        : {}),
    });
  }

  override async checkPrereq(): Promise<Prereq> {
    const group = this.group();
    const network = this.network();
    const netparams = group.networks[network.uuid] ?? null;
    if (netparams === null) {
      this.ctx.feedback.warn(`Network '${this.op.network_name}' is not mapped to group '${group.name}'`);
    } else {
      this.checkConflicts('disconnect from', group, (nic) => nic.network === network.uuid);
    }
    return { group, network, netparams };
  }

  async exec({ group, network, netparams }: Prereq): Promise<void> {
    if (netparams === null) return;
    await this.ctx.cfg.update((draft) => {
      const stored = draft.nodegroups[group.uuid];
      if (stored) Reflect.deleteProperty(stored.networks, network.uuid);
    });
  }
}
