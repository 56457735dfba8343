import { plainRows } from '../../query/engine.js';
import { clusterInfo } from '../../luxi/cluster-info.js';
import { queryCluster } from '../../query/by-opcode.js';
import { LogicalUnit, type LockNeeds } from '../base.js';

/** Keys that LUXI tells of the cluster and the opcode does not. */
const ONLY_LUXI = [
  'gluster_storage_dir',
  'zeroing_image',
  'enabled_data_collectors',
  'data_collector_interval',
  'modify_ssh_setup',
  'ssh_key_type',
  'ssh_key_bits',
];

/** Everything about the cluster. */
export class LUClusterQuery extends LogicalUnit<'OP_CLUSTER_QUERY', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<Record<string, unknown>> {
    const { enabled_hypervisors, hvparams, os_hvp } = this.ctx.cfg.snapshot.cluster;
    // The original's opcode tells of enabled hypervisors only.
    const enabled = <T>(byName: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(
        Object.entries(byName).filter(([name]) => (enabled_hypervisors as readonly string[]).includes(name)),
      );
    const all = Object.entries(clusterInfo(this.ctx.cfg.snapshot)).filter(([key]) => !ONLY_LUXI.includes(key));
    return {
      ...Object.fromEntries(all),
      hvparams: enabled(hvparams),
      os_hvp: Object.fromEntries(Object.entries(os_hvp).map(([os, byName]) => [os, enabled(byName)])),
    };
  }
}

/** Single fields of the cluster. */
export class LUClusterConfigQuery extends LogicalUnit<'OP_CLUSTER_CONFIG_QUERY', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<unknown[]> {
    const [row = []] = plainRows(await queryCluster(this.ctx.services.sources, this.op.output_fields));
    return row;
  }
}
