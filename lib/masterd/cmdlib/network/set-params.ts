import { VALUE_NONE } from '@gnt/constants';
import type { Network as StoredNetwork } from '@gnt/objects';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import type { AddressPool } from '../../../config/pool.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import {
  changedSetting,
  checkIPv4,
  checkIPv6,
  checkIPv6Network,
  macPrefix,
  poolOf,
  tryEach,
} from '../../planning/network-pool.js';
import type { Network } from '../../planning/objects.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { lookupNetwork } from '../common/expand.js';
import { exclusive } from '../common/locks.js';
import { NETWORK_HOOK_VARIABLES, networkHooksEnv } from './hooks.js';

type Settings = Record<'gateway' | 'network6' | 'gateway6' | 'mac_prefix', string | null>;

interface Prereq {
  readonly network: Network;
  readonly settings: Settings;
}

/** Changes a network: its gateways, prefix of MAC addresses, and which addresses are taken outside. */
export class LUNetworkSetParams extends LogicalUnit<'OP_NETWORK_SET_PARAMS', Prereq> {
  static readonly hooksPath = 'network-modify';
  static readonly hooksType = 'NETWORK';
  static readonly requiresBgl = false;
  static readonly hooksVariables = NETWORK_HOOK_VARIABLES;

  private network(): Network {
    return lookupNetwork(this.ctx.cfg.snapshot, this.op.network_name);
  }

  override checkArguments(): void {
    const { gateway, add_reserved_ips, remove_reserved_ips } = this.op;
    const listed = [...(add_reserved_ips ?? []), ...(remove_reserved_ips ?? [])];
    if (gateway && listed.length > 0)
      throw new OpPrereqError('Cannot modify gateway and reserved ips at once', ECODE_INVAL);
    if (gateway && gateway !== VALUE_NONE) checkIPv4('Gateway', gateway);
    for (const ip of listed) checkIPv4('Reserved address', ip);
  }

  override expandNames(): LockNeeds {
    return { network: exclusive([this.network().uuid]) };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { op } = this;
    const network = this.network();
    const pool = poolOf(network.name, network);
    const settings: Settings = {
      gateway: changedSetting(op.gateway, network.gateway, (ip) => {
        if (!pool.contains(ip))
          throw new OpPrereqError(`Gateway IP address '${ip}' is not in ${network.network}`, ECODE_INVAL);
        if (pool.isReserved(ip)) throw new OpPrereqError(`Gateway IP address '${ip}' is already reserved`, ECODE_STATE);
        if (ip !== network.gateway && pool.isReserved(ip, true))
          throw new OpPrereqError(`Gateway IP address '${ip}' is already externally reserved`, ECODE_STATE);
        return ip;
      }),
      network6: changedSetting(op.network6, network.network6, (cidr) => {
        checkIPv6Network(cidr);
        return cidr;
      }),
      gateway6: changedSetting(op.gateway6, network.gateway6, (ip) => {
        checkIPv6('IPv6 gateway', ip);
        return ip;
      }),
      mac_prefix: changedSetting(op.mac_prefix, network.mac_prefix, macPrefix),
    };
    return { network, settings };
  }

  override hooksEnv({ network, settings }: Prereq): HooksEnv {
    return networkHooksEnv({ ...network, ...settings, name: this.op.network_name });
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec({ network, settings }: Prereq): Promise<void> {
    const pool = this.changedReservations(network, this.movedGateway(network, settings.gateway));
    await this.ctx.cfg.update((draft) => {
      const stored = draft.networks[network.uuid];
      if (!stored) return;
      Object.assign(stored, pool.fields);
      for (const name of ['gateway', 'network6', 'gateway6', 'mac_prefix'] as const) {
        if (settings[name] === null) Reflect.deleteProperty(stored, name);
        else (stored as Pick<StoredNetwork, typeof name>)[name] = settings[name];
      }
    });
  }

  private movedGateway(network: Network, gateway: string | null): AddressPool {
    const pool = poolOf(network.name, network);
    const old = network.gateway ?? null;
    if (!this.op.gateway) return pool;
    if (gateway === old) {
      this.ctx.feedback.warn(`Gateway is already ${gateway ?? 'None'}`);
      return pool;
    }
    const taken = gateway === null ? pool : pool.reserve(gateway, true);
    return old !== null && taken.isReserved(old, true) ? taken.release(old, true) : taken;
  }

  private changedReservations(network: Network, pool: AddressPool): AddressPool {
    const { feedback } = this.ctx;
    const added = tryEach(pool, this.op.add_reserved_ips ?? [], (p, ip) => p.reserve(ip, true));
    for (const [ip, why] of added.failed) feedback.warn(`Cannot reserve IP address ${ip}: ${why}`);
    const asked = this.op.remove_reserved_ips ?? [];
    if (asked.some((ip) => ip === network.gateway)) feedback.warn("Cannot unreserve Gateway's IP");
    const others = asked.filter((ip) => ip !== network.gateway);
    const removed = tryEach(added.pool, others, (p, ip) => p.release(ip, true));
    for (const [ip, why] of removed.failed) feedback.warn(`Cannot release IP address ${ip}: ${why}`);
    return removed.pool;
  }
}
