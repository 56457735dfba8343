import { DEFAULT_NODED_PORT, PROTOCOL_VERSION } from '@gnt/constants';
import { NDC_GLOBALS, NDS_PARAMETER_TYPES, type Node as StoredNode } from '@gnt/objects';
import {
  ECODE_ENVIRON,
  ECODE_EXISTS,
  ECODE_INVAL,
  ECODE_NOENT,
  ECODE_NOTUNIQUE,
  ECODE_STATE,
  OpPrereqError,
} from '@gnt/protocol';
import { masterNode } from '../../../config/queries.js';
import { isIPv4 } from '../../planning/addresses.js';
import { joinsCandidates } from '../../planning/candidates.js';
import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import { instancesOn } from '../../planning/layout.js';
import { typed } from '../../planning/params.js';
import { mergedDiskState, mergedHvState } from '../../planning/static-state.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { birth } from '../common/changes.js';
import { checkNotGlobal } from '../common/checks.js';
import { lookupGroup } from '../common/expand.js';
import { redistributeFiles } from '../common/files.js';
import { resolveHost, type Host } from '../common/host-name.js';
import { ensureKvmd } from '../common/kvmd.js';
import { checkedPayloadOf, warnUnlessOk } from '../common/results.js';
import {
  checkHasSecondaryIp,
  checkSeenByMaster,
  enterCertificate,
  enterInHosts,
  setUpSwitch,
  spreadSshKey,
} from './admission.js';

interface Prereq {
  readonly node: StoredNode;
  readonly host: Host;
}

/** Adds a node that is set up already, or takes one back that was away. */
export class LUNodeAdd extends LogicalUnit<'OP_NODE_ADD', Prereq> {
  static readonly hooksPath = 'node-add';
  static readonly hooksType = 'NODE';
  static readonly requiresBgl = true;
  static readonly hooksVariables = ['MASTER_CAPABLE', 'NODE_NAME', 'NODE_PIP', 'NODE_SIP', 'OP_TARGET', 'VM_CAPABLE'];
  #host: Promise<Host> | undefined;

  private host(): Promise<Host> {
    this.#host ??= resolveHost(this.ctx, this.op.node_name);
    return this.#host;
  }

  override async checkArguments(): Promise<void> {
    const { name } = await this.host();
    if (!this.op.readd) return;
    if (name === masterNode(this.ctx.cfg.snapshot).name)
      throw new OpPrereqError('Cannot readd the master node', ECODE_STATE);
    if (this.op.group !== null)
      throw new OpPrereqError('A node that is added again keeps its group; give none', ECODE_INVAL);
  }

  override expandNames(): LockNeeds {
    return {};
  }

  override hooksEnv({ node }: Prereq): HooksEnv {
    return hooksEnv({
      OP_TARGET: node.name,
      NODE_NAME: node.name,
      NODE_PIP: node.primary_ip,
      NODE_SIP: node.secondary_ip,
      MASTER_CAPABLE: node.master_capable,
      VM_CAPABLE: node.vm_capable,
    });
  }

  override hooksNodes({ node }: Prereq): HookNodes {
    const others = Object.keys(this.ctx.cfg.snapshot.nodes).filter((uuid) => uuid !== node.uuid);
    return { pre: others, post: [...others, node.uuid] };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx, op } = this;
    const cfg = ctx.cfg.snapshot;
    const host = await this.host();
    const secondary = this.secondaryIp(host);
    const existing = Object.values(cfg.nodes).find((n) => n.name === host.name);
    if (!op.readd && existing)
      throw new OpPrereqError(`Node ${host.name} is already in the configuration`, ECODE_EXISTS);
    if (op.readd && !existing) throw new OpPrereqError(`Node ${host.name} is not in the configuration`, ECODE_NOENT);
    this.checkAddresses(host, secondary);
    const vmCapable = op.vm_capable ?? existing?.vm_capable ?? true;
    if (existing && !vmCapable) {
      const { primary, secondary: mirrors } = instancesOn(cfg, existing.uuid);
      if (primary.length + mirrors.length > 0) {
        throw new OpPrereqError(
          `Node ${host.name} has instances, so it can't come back with vm_capable off`,
          ECODE_STATE,
        );
      }
    }
    await this.checkReachable(host, secondary);
    const masterCapable = op.master_capable ?? existing?.master_capable ?? true;
    const candidate = masterCapable && joinsCandidates(cfg, existing ? [existing.uuid] : []);
    const base = existing ?? this.newNode(host, secondary);
    const node: StoredNode = {
      ...(structuredClone(base) as StoredNode),
      primary_ip: host.address,
      master_candidate: candidate,
      master_capable: masterCapable,
      vm_capable: vmCapable,
      offline: false,
      drained: false,
      powered: true,
      ...this.parameters(),
    };
    await this.checkDaemon(node);
    return { node, host };
  }

  private secondaryIp(host: Host): string {
    const { op } = this;
    if (op.secondary_ip === null && this.ctx.cfg.snapshot.cluster.primary_ip_family === 10) {
      throw new OpPrereqError('Beside an IPv6 primary address a node needs an IPv4 secondary one', ECODE_INVAL);
    }
    const secondary = op.secondary_ip ?? host.address;
    if (!isIPv4(secondary)) throw new OpPrereqError(`Secondary IP (${secondary}) must be an IPv4 address`, ECODE_INVAL);
    return secondary;
  }

  private newNode(host: Host, secondary: string): StoredNode {
    return {
      uuid: this.ctx.cfg.reservations.generateUuid(this.ctx.owner),
      name: host.name,
      primary_ip: host.address,
      secondary_ip: secondary,
      group: lookupGroup(this.ctx.cfg.snapshot, this.op.group).uuid,
      master_candidate: false,
      master_capable: true,
      vm_capable: true,
      offline: false,
      drained: false,
      powered: true,
      ndparams: {},
      hv_state_static: {},
      disk_state_static: {},
      tags: [],
      ...birth(this.ctx.clock),
    };
  }

  private parameters(): Pick<StoredNode, 'ndparams'> & Partial<StoredNode> {
    const { ndparams, hv_state, disk_state } = this.op;
    const typedParams = typed(ndparams ?? {}, NDS_PARAMETER_TYPES);
    checkNotGlobal(typedParams, NDC_GLOBALS, 'node', 'node', 'cluster or group');
    return {
      ndparams: typedParams,
      ...(hv_state ? { hv_state_static: mergedHvState({}, hv_state) } : {}),
      ...(disk_state ? { disk_state_static: mergedDiskState({}, disk_state) } : {}),
    };
  }

  /** Refuses addresses that others have, and a node that has one where the master has two or the other way round. */
  private checkAddresses(host: Host, secondary: string): void {
    const cfg = this.ctx.cfg.snapshot;
    for (const other of Object.values(cfg.nodes)) {
      if (other.name === host.name) {
        if (other.secondary_ip !== secondary)
          throw new OpPrereqError('A node that is added again must keep its addresses', ECODE_INVAL);
        continue;
      }
      const taken = [other.primary_ip, other.secondary_ip];
      if (taken.includes(host.address) || taken.includes(secondary)) {
        throw new OpPrereqError(`Node ${other.name} has one of these addresses already`, ECODE_NOTUNIQUE);
      }
    }
    const master = masterNode(cfg);
    const masterSingle = master.primary_ip === master.secondary_ip;
    if (masterSingle === (host.address === secondary)) return;
    const message = masterSingle
      ? "Without a secondary address on the master, a node can't have one"
      : 'As the master has a secondary address, each node needs one';
    throw new OpPrereqError(message, ECODE_INVAL);
  }

  private async checkReachable(host: Host, secondary: string): Promise<void> {
    const { local } = this.ctx.services;
    if (!(await local.reachable(host.address, DEFAULT_NODED_PORT))) {
      throw new OpPrereqError(
        `Node not reachable by ping: nothing answers at ${host.address} port ${DEFAULT_NODED_PORT}; is its node daemon running?`,
        ECODE_ENVIRON,
      );
    }
    if (secondary === host.address) return;
    const source = masterNode(this.ctx.cfg.snapshot).secondary_ip;
    if (!(await local.reachable(secondary, DEFAULT_NODED_PORT, { source }))) {
      throw new OpPrereqError("The node daemon's port does not answer on the secondary address", ECODE_ENVIRON);
    }
  }

  /** The node is not in the configuration yet (or under another address), so it is called by its address. */
  private async checkDaemon(node: StoredNode): Promise<void> {
    const { ctx } = this;
    const where = node.primary_ip;
    const versions = await ctx.rpc.many([where], 'version', {});
    const version = checkedPayloadOf(
      versions.get(where),
      `Can't get version information from node ${node.name}`,
      ECODE_ENVIRON,
    );
    if (version !== PROTOCOL_VERSION) {
      throw new OpPrereqError(
        `Version mismatch master version ${PROTOCOL_VERSION}, node version ${version}`,
        ECODE_ENVIRON,
      );
    }
    const { cluster } = ctx.cfg.snapshot;
    if (!cluster.volume_group_name) return;
    const results = await ctx.rpc.many([where], 'node_verify_light', {
      checkdict: { pvlist: [cluster.volume_group_name] },
      cluster_name: cluster.cluster_name,
      hvparams: structuredClone(cluster.hvparams),
    });
    const volumes = checkedPayloadOf(results.get(where), `Can't get PV list from node ${node.name}`, ECODE_ENVIRON)[
      'pvlist'
    ];
    const names = Array.isArray(volumes)
      ? volumes.map((pv: { readonly name?: unknown }) => String(pv.name))
      : undefined;
    const bad =
      names === undefined
        ? ["Can't get PV list from node"]
        : names.filter((n) => n.includes(':')).map((n) => `Invalid character ':' in PV '${n}'`);
    if (bad.length > 0) throw new OpPrereqError(`Checks on node PVs failed: ${bad.join('; ')}`, ECODE_ENVIRON);
  }

  async exec({ node, host }: Prereq): Promise<void> {
    const { ctx, op } = this;
    if (op.readd) ctx.feedback.info("The node's offline and drained flags are off again");
    if (node.master_candidate) ctx.feedback.info('Node will be a master candidate');
    await enterInHosts(ctx, host);
    if (node.secondary_ip !== node.primary_ip) await checkHasSecondaryIp(ctx, node);
    await checkSeenByMaster(ctx, node);
    await setUpSwitch(ctx, node);
    if (op.readd) {
      await redistributeFiles(ctx);
      await this.store(node);
      if (!node.master_candidate) {
        const result = await ctx.rpc.tryOne(node.uuid, 'node_demote_from_mc', {});
        warnUnlessOk(result, 'The node could not give up the role of a master candidate', (m) => ctx.feedback.warn(m));
      }
    } else {
      // Not undone when a later step fails, as in the original: the node is part of the cluster and can be readded.
      await this.store(node);
      await redistributeFiles(ctx);
    }
    await enterCertificate(ctx, node);
    await ensureKvmd(ctx, [node.uuid], true);
    if (op.node_setup) await spreadSshKey(ctx, node, op.readd);
  }

  private async store(node: StoredNode): Promise<void> {
    await this.ctx.cfg.update((draft) => {
      draft.nodes[node.uuid] = node;
    });
  }
}
