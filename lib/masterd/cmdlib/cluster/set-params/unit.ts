import { HT_KVM } from '@gnt/constants';
import type { Cluster as StoredCluster } from '@gnt/objects';
import { findNetwork, masterNetworkParameters } from '../../../../config/queries.js';
import { checkAccessOf, type DiskParamsByTemplate } from '../../../planning/disk-params-changes.js';
import {
  checkOsHvp,
  newHvParams,
  newNicParams,
  newOsHvp,
  newOsParams,
  newSimpleParams,
  touchedHypervisors,
} from '../../../planning/cluster-params.js';
import { checkSettings, newSettings, updatedOsList } from '../../../planning/cluster-settings.js';
import { hooksEnv, type HooksEnv } from '../../../planning/hooks-env.js';
import { checkHvSyntax, osParamsFor, policyOf } from '../../../planning/params.js';
import {
  checkPolicyTemplates,
  instancesOfGroup,
  newlyViolating,
  policyUnder,
  updatedPolicy,
} from '../../../planning/policy-changes.js';
import { commaJoin, niceSort } from '../../../planning/text.js';
import { ALL_SET, LogicalUnit, ResultWithJobs, type HookNodes, type LockNeeds } from '../../base.js';
import { fillCandidatePool } from '../../common/candidates.js';
import { checkHvParamsOnNodes, checkOsOnNodes } from '../../common/checks.js';
import {
  addCommunicationNetwork,
  connectCommunicationNetwork,
  judgeCommunicationNetwork,
} from '../../common/communication-network.js';
import { ensureKvmd } from '../../common/kvmd.js';
import { shared } from '../../common/locks.js';
import { payloadOf, warnUnlessOk } from '../../common/results.js';
import {
  checkAllocator,
  checkDrbdHelper,
  checkStorageDir,
  checkTemplatesUnused,
  checkVolumeGroup,
  templatesOf,
} from './checks.js';

/** What changes in the cluster object. */
type Changes = Readonly<Partial<StoredCluster>>;

/** Changes parameters and settings of the cluster. */
export class LUClusterSetParams extends LogicalUnit<'OP_CLUSTER_SET_PARAMS', Changes> {
  static readonly hooksPath = 'cluster-modify';
  static readonly hooksType = 'CLUSTER';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['NEW_VG_NAME', 'OP_TARGET'];

  override checkArguments(): void {
    checkSettings(this.op, this.ctx.cfg.snapshot.cluster);
  }

  override expandNames(): LockNeeds {
    return { instance: shared(ALL_SET), nodegroup: shared(ALL_SET), node: shared(ALL_SET) };
  }

  override hooksEnv(): HooksEnv {
    return hooksEnv({ OP_TARGET: this.ctx.cfg.snapshot.cluster.cluster_name, NEW_VG_NAME: this.op.vg_name });
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  override async checkPrereq(): Promise<Changes> {
    const { ctx, op } = this;
    const cfg = ctx.cfg.snapshot;
    const templates = templatesOf(op, cfg.cluster.enabled_disk_templates);
    const vmCapable = Object.values(cfg.nodes).filter((n) => n.vm_capable);
    checkTemplatesUnused(ctx, templates.removed);
    await checkVolumeGroup(
      ctx,
      op,
      templates,
      vmCapable.map((n) => n.uuid),
    );
    checkStorageDir(ctx, 'file', op.file_storage_dir, templates);
    checkStorageDir(ctx, 'sharedfile', op.shared_file_storage_dir, templates);
    checkStorageDir(ctx, 'gluster', op.gluster_storage_dir, templates);
    await checkDrbdHelper(ctx, op, templates, vmCapable);
    this.warnAboutDrbd();
    const ipolicy = this.policy(templates.enabled);
    const nicparams = newNicParams(op, cfg);
    const simple = newSimpleParams(op, cfg.cluster);
    if (op.diskparams) checkAccessOf(cfg, simple.diskparams as DiskParamsByTemplate, Object.values(cfg.instances));
    const hv = await this.hypervisors();
    const os = await this.osParams();
    await checkAllocator(ctx, op.default_iallocator);
    const network = op.instance_communication_network ? findNetwork(cfg, op.instance_communication_network) : undefined;
    for (const warning of network ? judgeCommunicationNetwork(network) : []) ctx.feedback.warn(warning);
    return {
      ...newSettings(op, cfg.cluster),
      ...simple,
      ...(ipolicy ? { ipolicy } : {}),
      ...(nicparams ? { nicparams } : {}),
      ...hv,
      ...os,
      ...this.osLists(),
    };
  }

  private warnAboutDrbd(): void {
    if (!this.op.diskparams || !('drbd' in this.op.diskparams)) return;
    const { feedback } = this.ctx;
    feedback.warn('New DRBD parameters count for devices that are made from now on');
    feedback.warn('An instance that exists takes them over when it is stopped and started; a reboot is not enough');
    feedback.warn('Or give it another secondary: `gnt-instance replace-disks --new-secondary $instance`');
  }

  private policy(enabled: readonly string[]): StoredCluster['ipolicy'] | undefined {
    const cfg = this.ctx.cfg.snapshot;
    if (!this.op.ipolicy) {
      checkPolicyTemplates(cfg.cluster.ipolicy, enabled);
      return undefined;
    }
    const ipolicy = updatedPolicy(cfg.cluster.ipolicy, this.op.ipolicy, false) as StoredCluster['ipolicy'];
    checkPolicyTemplates(ipolicy, enabled);
    const violating = Object.values(cfg.nodegroups).flatMap((group) =>
      newlyViolating(cfg, policyOf(cfg.cluster, group), policyUnder(ipolicy, group), instancesOfGroup(cfg, group)),
    );
    if (violating.length > 0) {
      this.ctx.feedback.warn(
        `These instances do not fit the new instance policy: ${commaJoin(niceSort(new Set(violating)))}`,
      );
    }
    return ipolicy;
  }

  private async hypervisors(): Promise<Partial<StoredCluster>> {
    const { ctx, op } = this;
    const { cluster, nodes } = ctx.cfg.snapshot;
    const all = Object.keys(nodes);
    const hvparams = newHvParams(op, cluster);
    for (const hypervisor of touchedHypervisors(op)) {
      checkHvSyntax(hypervisor, hvparams[hypervisor] ?? {});
      await checkHvParamsOnNodes(ctx, all, hypervisor, hvparams[hypervisor] ?? {});
    }
    const osHvp = newOsHvp(op, cluster);
    if (op.os_hvp) {
      for (const { hypervisor, filled } of checkOsHvp(osHvp, hvparams))
        await checkHvParamsOnNodes(ctx, all, hypervisor, filled);
    }
    return { ...(op.hvparams || op.enabled_hypervisors ? { hvparams } : {}), ...(op.os_hvp ? { os_hvp: osHvp } : {}) };
  }

  private async osParams(): Promise<Partial<StoredCluster>> {
    const { ctx, op } = this;
    const { cluster } = ctx.cfg.snapshot;
    const osparams = newOsParams(cluster.osparams, op.osparams);
    const secret = newOsParams(cluster.osparams_private_cluster, op.osparams_private_cluster);
    for (const os of new Set([...Object.keys(osparams), ...Object.keys(secret)])) {
      const params = osParamsFor({ ...cluster, osparams, osparams_private_cluster: secret }, os, {
        public: {},
        private: {},
      });
      await checkOsOnNodes(ctx, [cluster.master_node], { name: os, params, forceVariant: false, required: false });
    }
    return {
      ...(op.osparams ? { osparams } : {}),
      ...(op.osparams_private_cluster ? { osparams_private_cluster: secret } : {}),
    };
  }

  private osLists(): Partial<StoredCluster> {
    const { hidden_os, blacklisted_os } = this.ctx.cfg.snapshot.cluster;
    const hidden = updatedOsList(hidden_os, this.op.hidden_os ?? [], 'hidden');
    const blacklisted = updatedOsList(blacklisted_os, this.op.blacklisted_os ?? [], 'blacklisted');
    for (const note of [...hidden.notes, ...blacklisted.notes]) this.ctx.feedback.say(note);
    return {
      ...(this.op.hidden_os ? { hidden_os: hidden.list } : {}),
      ...(this.op.blacklisted_os ? { blacklisted_os: blacklisted.list } : {}),
    };
  }

  async exec(changes: Changes): Promise<ResultWithJobs | null> {
    const { ctx, op } = this;
    const before = ctx.cfg.snapshot.cluster;
    const jobs = this.communicationNetwork();
    this.tellUnchanged();
    if (op.master_netdev) await this.takeAddressDown(op.master_netdev);
    if (op.master_netmask !== null) await this.changeNetmask(op.master_netmask);
    await ctx.cfg.update((draft) => {
      Object.assign(draft.cluster, structuredClone(changes));
    });
    if (op.candidate_pool_size !== null) await fillCandidatePool(ctx);
    if (op.master_netdev) await this.bringAddressUp(op.master_netdev);
    const { cluster, nodes } = ctx.cfg.snapshot;
    if (op.enabled_hypervisors || cluster.enabled_user_shutdown !== before.enabled_user_shutdown) {
      const kvm = [...before.enabled_hypervisors, ...cluster.enabled_hypervisors].includes(HT_KVM);
      await ensureKvmd(ctx, Object.keys(nodes), !kvm);
    }
    return jobs;
  }

  private tellUnchanged(): void {
    const { op } = this;
    const { cluster } = this.ctx.cfg.snapshot;
    const { feedback } = this.ctx;
    if (op.vg_name !== null && (op.vg_name || null) === (cluster.volume_group_name ?? null)) {
      feedback.say('The volume group is set so already');
    }
    if (op.file_storage_dir !== null && op.file_storage_dir === cluster.file_storage_dir) {
      feedback.say(`The directory for file storage is '${op.file_storage_dir}' already`);
    }
    if (op.shared_file_storage_dir !== null && op.shared_file_storage_dir === cluster.shared_file_storage_dir) {
      feedback.say(`The directory for shared file storage is '${op.shared_file_storage_dir}' already`);
    }
    if (op.drbd_helper === null) return;
    const templates = op.enabled_disk_templates ?? cluster.enabled_disk_templates;
    if (!templates.includes('drbd')) feedback.say('A DRBD helper is set, but disk template drbd is not enabled.');
    if ((op.drbd_helper || null) === (cluster.drbd_usermode_helper ?? null))
      feedback.say('The DRBD helper is set so already');
  }

  private async takeAddressDown(netdev: string): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    ctx.feedback.say(`Taking the master's address off ${cfg.cluster.master_netdev}`);
    const result = await ctx.rpc.tryOne(cfg.cluster.master_node, 'node_deactivate_master_ip', {
      master_params: masterNetworkParameters(cfg),
      use_external_mip_script: cfg.cluster.use_external_mip_script,
    });
    if (this.op.force)
      warnUnlessOk(result, "The master's address could not be taken down; going on", (m) => ctx.feedback.say(m));
    else payloadOf(result, 'Could not disable the master ip');
    ctx.feedback.say(`Changing master_netdev from ${cfg.cluster.master_netdev} to ${netdev}`);
  }

  private async bringAddressUp(netdev: string): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    ctx.feedback.say(`Putting the master's address on ${netdev}`);
    const result = await ctx.rpc.tryOne(cfg.cluster.master_node, 'node_activate_master_ip', {
      master_params: masterNetworkParameters(cfg),
      use_external_mip_script: cfg.cluster.use_external_mip_script,
    });
    warnUnlessOk(
      result,
      "The master's address could not be brought up again; 'gnt-cluster activate-master-ip' does it",
      (m) => ctx.feedback.warn(m),
    );
  }

  private async changeNetmask(netmask: number): Promise<void> {
    const { ctx } = this;
    const { master_node, master_netmask, master_ip, master_netdev } = ctx.cfg.snapshot.cluster;
    ctx.feedback.say(`Changing master IP netmask to ${netmask}`);
    const result = await ctx.rpc.tryOne(master_node, 'node_change_master_netmask', {
      old_netmask: master_netmask,
      netmask,
      master_ip,
      master_netdev,
    });
    warnUnlessOk(result, "The netmask of the master's address could not be changed", (m) => ctx.feedback.say(m));
  }

  /** Says what becomes of the network to the metadata daemon, and which jobs make the new one. */
  private communicationNetwork(): ResultWithJobs | null {
    const { ctx } = this;
    const name = this.op.instance_communication_network;
    if (name === null) return null;
    const cfg = ctx.cfg.snapshot;
    const old = cfg.cluster.instance_communication_network;
    if (name === old) {
      ctx.feedback.say(`The network for communication with instances is '${name}' already.`);
      return null;
    }
    if (findNetwork(cfg, old))
      ctx.feedback.say(`The old network for communication with instances, '${old}', stays; remove it by hand.`);
    ctx.feedback.say(
      name
        ? `Network '${name}' for communication with instances: it counts for instances made from now on.`
        : 'No network for communication with instances any more: that counts for those made from now on.',
    );
    if (!name) return null;
    const network = findNetwork(cfg, name);
    const unconnected = Object.values(cfg.nodegroups).filter((g) => !network || !(network.uuid in g.networks));
    const ops = [
      ...(network ? [] : [addCommunicationNetwork(name)]),
      ...unconnected.map((g) => connectCommunicationNetwork(g.uuid, name)),
    ];
    return ops.length > 0 ? new ResultWithJobs([ops]) : null;
  }
}
