import type { Network } from '@gnt/objects';
import { ECODE_EXISTS, OpPrereqError } from '@gnt/protocol';
import type { AddressPool } from '../../../config/pool.js';
import { findNetwork } from '../../../config/queries.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import {
  checkIPv4,
  checkIPv6,
  checkIPv6Network,
  macPrefix,
  newPool,
  tryEach,
  withReserved,
} from '../../planning/network-pool.js';
import { ALL_SET, LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { birth } from '../common/changes.js';
import { exclusive, shared } from '../common/locks.js';
import { checkTags } from '../tags/unit.js';
import { NETWORK_HOOK_VARIABLES, networkHooksEnv } from './hooks.js';

/** Adds a network with its pool of addresses. */
export class LUNetworkAdd extends LogicalUnit<'OP_NETWORK_ADD', Network> {
  static readonly hooksPath = 'network-add';
  static readonly hooksType = 'NETWORK';
  static readonly requiresBgl = false;
  static readonly hooksVariables = NETWORK_HOOK_VARIABLES;
  #uuid: string | undefined;

  private uuid(): string {
    this.#uuid ??= this.ctx.cfg.reservations.generateUuid(this.ctx.owner);
    return this.#uuid;
  }

  override checkArguments(): void {
    const { op } = this;
    if (op.mac_prefix) macPrefix(op.mac_prefix);
    if (op.gateway) checkIPv4('Gateway', op.gateway);
    if (op.gateway6) checkIPv6('IPv6 gateway', op.gateway6);
    if (op.network6) checkIPv6Network(op.network6);
    for (const ip of op.add_reserved_ips ?? []) checkIPv4('Reserved address', ip);
  }

  override expandNames(): LockNeeds {
    return {
      network: exclusive([this.uuid()]),
      ...(this.op.conflicts_check ? { node: shared(ALL_SET) } : {}),
    };
  }

  override async checkPrereq(): Promise<Network> {
    const { ctx, op } = this;
    const existing = findNetwork(ctx.cfg.snapshot, op.network_name);
    if (existing) {
      throw new OpPrereqError(
        `Desired network name '${op.network_name}' already exists as a network (UUID: ${existing.uuid})`,
        ECODE_EXISTS,
      );
    }
    checkTags(op.tags);
    const fresh = newPool(op.network_name, op.network, op.gateway);
    const pool = withReserved(op.conflicts_check ? this.withoutOwnAddresses(fresh) : fresh, op.add_reserved_ips ?? []);
    return {
      uuid: this.uuid(),
      name: op.network_name,
      network: op.network,
      ...(op.gateway ? { gateway: op.gateway } : {}),
      ...(op.network6 ? { network6: op.network6 } : {}),
      ...(op.gateway6 ? { gateway6: op.gateway6 } : {}),
      ...(op.mac_prefix ? { mac_prefix: macPrefix(op.mac_prefix) } : {}),
      tags: [...op.tags],
      ...pool.fields,
      ...birth(ctx.clock),
    };
  }

  /** Takes the addresses of nodes and of the cluster out of the pool. */
  private withoutOwnAddresses(fresh: AddressPool): AddressPool {
    const { feedback, cfg } = this.ctx;
    const { cluster, nodes } = cfg.snapshot;
    const own = [
      ...Object.values(nodes).flatMap((n) =>
        [n.primary_ip, n.secondary_ip].map((ip) => ({
          ip,
          said: `Reserved IP address of node '${n.name}' (${ip})`,
          whose: `IP address '${ip}' of node '${n.name}'`,
        })),
      ),
      {
        ip: cluster.master_ip,
        said: `Reserved cluster master IP address (${cluster.master_ip})`,
        whose: `cluster master IP address (${cluster.master_ip})`,
      },
    ];
    return own.reduce((pool, { ip, said, whose }) => {
      const { pool: next, failed } = tryEach(pool, [ip], (p) => (p.contains(ip) ? p.reserve(ip, true) : p));
      for (const [, why] of failed) feedback.warn(`Cannot reserve ${whose}: ${why}`);
      if (next !== pool) feedback.info(said);
      return next;
    }, fresh);
  }

  override hooksEnv(): HooksEnv {
    return networkHooksEnv({ ...this.op, name: this.op.network_name });
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec(network: Network): Promise<void> {
    await this.ctx.cfg.update((draft) => {
      draft.networks[network.uuid] = network;
    });
  }
}
