import type { LockLevel } from '@gnt/constants';
import { DT_DRBD8 } from '@gnt/constants';
import type { Disk, Instance, Snapshot } from '../../planning/objects.js';
import { diskTemplateOf, disksOf, instanceNodes, secondaryNodes } from '../../../config/queries.js';
import { groupsOf, networksOf } from '../../planning/layout.js';
import { runState } from '../../planning/instance-state.js';
import { beOf, hvOf, nicParamsOf, osOf } from '../../planning/params.js';
import { wireDisk } from '../../rpc/wire.js';
import { ALL_SET, LogicalUnit, type LockNeed, type LockNeeds } from '../base.js';
import { nodeOf } from '../common/checks.js';
import { nodeName, wantedInstances } from '../common/expand.js';
import { shared } from '../common/locks.js';
import { payloadOf } from '../common/results.js';

type DiskStatus = readonly [unknown, unknown, unknown, unknown, unknown, unknown, unknown] | null;

interface DiskReport {
  readonly [key: string]: unknown;
}

/** Everything about instances, with what their nodes say unless only the configuration is asked for. */
export class LUInstanceQueryData extends LogicalUnit<'OP_INSTANCE_QUERY_DATA', readonly Instance[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  /** What nodes say is asked for under locks only, so that it fits the configuration. */
  private get locking(): boolean {
    return this.op.use_locking || !this.op.static;
  }

  override expandNames(): LockNeeds {
    if (!this.op.static && !this.op.use_locking) {
      this.ctx.feedback.warn('More than static data needs locks');
    }
    if (!this.locking) {
      wantedInstances(this.ctx.cfg.snapshot, this.op.instances);
      return {};
    }
    const names = wantedInstances(this.ctx.cfg.snapshot, this.op.instances).map((i) => i.name);
    const instance = shared(this.op.instances.length > 0 ? names : ALL_SET);
    return { instance, nodegroup: 'later', node: 'later', network: 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    const cfg = this.ctx.cfg.snapshot;
    const owned = this.ctx.locks.list('instance');
    const instances = Object.values(cfg.instances).filter((i) => owned.includes(i.name));
    const nodes = instances.flatMap((i) => instanceNodes(cfg, i));
    if (level === 'nodegroup') return shared(groupsOf(cfg, nodes));
    if (level === 'node') return shared(nodes);
    return level === 'network' ? shared(instances.flatMap(networksOf)) : undefined;
  }

  override async checkPrereq(): Promise<readonly Instance[]> {
    return wantedInstances(this.ctx.cfg.snapshot, this.op.instances);
  }

  async exec(instances: readonly Instance[]): Promise<Record<string, unknown>> {
    const result: Record<string, unknown> = {};
    for (const instance of instances) result[instance.name] = await this.report(instance);
    return result;
  }

  private async state(instance: Instance): Promise<string | null> {
    const cfg = this.ctx.cfg.snapshot;
    const node = nodeOf(cfg, instance.primary_node);
    if (node.offline) {
      this.ctx.feedback.warn(`Node ${node.name} is offline; of instance ${instance.name} only static data is shown`);
    }
    if (node.offline || this.op.static) return null;
    const result = await this.ctx.rpc.tryOne(node.uuid, 'instance_info', {
      instance: instance.name,
      hname: instance.hypervisor,
      hvparams: { ...cfg.cluster.hvparams[instance.hypervisor] },
    });
    return runState(cfg.cluster, instance, payloadOf(result, `Error checking node ${node.name}`));
  }

  private async diskStatus(instance: Instance, disk: Disk, node: string | null): Promise<DiskStatus> {
    if (this.op.static || node === null) return null;
    const cfg = this.ctx.cfg.snapshot;
    const result = await this.ctx.rpc.tryOne(node, 'blockdev_find', { disk: wireDisk(cfg, instance, disk, node) });
    if (!result.ok && result.offline) return null;
    const found = payloadOf(result, `Can't compute disk status for ${instance.name}`);
    if (!found) return null;
    const known = (value: unknown): unknown => value ?? null;
    return [
      known(found.dev_path),
      known(found.major),
      known(found.minor),
      known(found.sync_percent),
      known(found.estimated_time),
      known(found.is_degraded),
      known(found.ldisk_status),
    ];
  }

  private async disk(instance: Instance, disk: Disk, secondary: string | null): Promise<DiskReport> {
    const mirror = disk.dev_type === DT_DRBD8 ? mirrorOf(this.ctx.cfg.snapshot, instance, disk) : undefined;
    const other = mirror?.other ?? secondary;
    const children: DiskReport[] = [];
    const pstatus = await this.diskStatus(instance, disk, instance.primary_node);
    const sstatus = await this.diskStatus(instance, disk, other);
    for (const child of disk.children) children.push(await this.disk(instance, child, other));
    return {
      iv_name: disk.iv_name,
      dev_type: disk.dev_type,
      logical_id: mirror ? [...disk.logical_id.slice(0, -1), null] : disk.logical_id,
      drbd_info: mirror?.info ?? null,
      pstatus,
      sstatus,
      children,
      mode: disk.mode,
      size: disk.size,
      spindles: disk.spindles ?? null,
      name: disk.name ?? null,
      uuid: disk.uuid,
    };
  }

  private async report(instance: Instance): Promise<Record<string, unknown>> {
    const cfg = this.ctx.cfg.snapshot;
    const state = await this.state(instance);
    const disks: DiskReport[] = [];
    for (const disk of disksOf(cfg, instance)) disks.push(await this.disk(instance, disk, null));
    const primary = nodeOf(cfg, instance.primary_node);
    const secondaries = secondaryNodes(cfg, instance).map((uuid) => nodeOf(cfg, uuid));
    const groupName = (uuid: string): string => cfg.nodegroups[uuid]?.name ?? uuid;
    return {
      name: instance.name,
      config_state: instance.admin_state,
      run_state: state,
      pnode: primary.name,
      pnode_group_uuid: primary.group,
      pnode_group_name: groupName(primary.group),
      snodes: secondaries.map((n) => n.name),
      snodes_group_uuids: secondaries.map((n) => n.group),
      snodes_group_names: secondaries.map((n) => groupName(n.group)),
      os: instance.os,
      nics: instance.nics.map((nic) => nicReport(cfg, nic)),
      disk_template: diskTemplateOf(cfg, instance),
      disks,
      hypervisor: instance.hypervisor,
      network_port: instance.network_port ?? null,
      hv_instance: instance.hvparams,
      hv_actual: hvOf(cfg.cluster, instance, { skipGlobals: true }),
      be_instance: instance.beparams,
      be_actual: beOf(cfg.cluster, instance),
      os_instance: instance.osparams,
      os_actual: osOf(cfg.cluster, instance.os, instance.osparams),
      serial_no: instance.serial_no,
      mtime: instance.mtime,
      ctime: instance.ctime,
      uuid: instance.uuid,
    };
  }
}

function nicReport(cfg: Snapshot, nic: Instance['nics'][number]): unknown[] {
  const { mode, link, vlan } = nicParamsOf(cfg.cluster, nic.nicparams);
  const network = nic.network ? (cfg.networks[nic.network] ?? null) : null;
  return [nic.name ?? null, nic.uuid, nic.ip ?? null, nic.mac, mode, link, vlan, nic.network ?? null, network];
}

function mirrorOf(cfg: Snapshot, instance: Instance, disk: Disk): { other: string; info: Record<string, unknown> } {
  const [a, b, port, minorA, minorB] = disk.logical_id;
  const first = a === instance.primary_node;
  const other = first ? b : a;
  return {
    other,
    info: {
      primary_node: nodeName(cfg, instance.primary_node),
      primary_minor: first ? minorA : minorB,
      secondary_node: nodeName(cfg, other),
      secondary_minor: first ? minorB : minorA,
      port,
    },
  };
}
