import { IEC_GZIP, IEC_NONE } from '@gnt/constants';
import { isUrl, type Cluster as StoredCluster } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { normalMacPrefix } from './addresses.js';
import type { Cluster } from './objects.js';
import { checkUidRanges, withUids, withoutUids } from './uid-pool.js';

type Op = OpcodeOf<'OP_CLUSTER_SET_PARAMS'>;

function checkImage(image: string | null, what: string): void {
  if (!image || image.startsWith('/') || isUrl(image)) return;
  throw new OpPrereqError(`${what} takes an absolute path or a URL`, ECODE_INVAL);
}

function checkCompressionTools(tools: readonly string[]): void {
  const illegal = tools.filter((t) => !/^[-_a-zA-Z0-9]+$/.test(t));
  if (illegal.length > 0) {
    throw new OpPrereqError(
      `Names of tools have letters, digits, dashes and underscores only, unlike '${illegal.join(', ')}'`,
      ECODE_INVAL,
    );
  }
  if (!tools.includes(IEC_GZIP))
    throw new OpPrereqError(
      `${IEC_GZIP} must stay among the compression tools, for the sake of older exports`,
      ECODE_INVAL,
    );
  if (tools.includes(IEC_NONE)) {
    throw new OpPrereqError(`${IEC_NONE} means no compression and can't be the name of a tool`, ECODE_INVAL);
  }
}

/** Refuses settings that can be judged by themselves. */
export function checkSettings(op: Op, cluster: Cluster): void {
  for (const ranges of [op.uid_pool, op.add_uids, op.remove_uids]) checkUidRanges(ranges ?? []);
  if (op.mac_prefix && normalMacPrefix(op.mac_prefix) === undefined) {
    throw new OpPrereqError(
      `Invalid MAC address prefix '${op.mac_prefix}': three octets like aa:00:00 are wanted`,
      ECODE_INVAL,
    );
  }
  const longest = cluster.primary_ip_family === 10 ? 128 : 32;
  if (op.master_netmask !== null && (op.master_netmask < 1 || op.master_netmask > longest)) {
    throw new OpPrereqError(`CIDR netmask (${op.master_netmask}) not valid`, ECODE_INVAL);
  }
  checkImage(op.install_image, 'Install image');
  checkImage(op.zeroing_image, 'Zeroing image');
  if (op.compression_tools) checkCompressionTools(op.compression_tools);
  for (const name of Object.keys({ ...op.enabled_data_collectors, ...op.data_collector_interval })) {
    if (!(name in cluster.data_collectors))
      throw new OpPrereqError(`There is no data collector '${name}'`, ECODE_INVAL);
  }
  checkIntervals(op.data_collector_interval ?? {});
}

function checkIntervals(intervals: Readonly<Record<string, number>>): void {
  for (const [name, interval] of Object.entries(intervals)) {
    if (interval <= 0)
      throw new OpPrereqError(`The interval of data collector '${name}' must be above zero microseconds`, ECODE_INVAL);
  }
}

function collectors(op: Op, cluster: Cluster): Partial<StoredCluster> {
  if (!op.enabled_data_collectors && !op.data_collector_interval) return {};
  const result = structuredClone(cluster.data_collectors) as StoredCluster['data_collectors'];
  for (const [name, collector] of Object.entries(result)) {
    const active = op.enabled_data_collectors?.[name];
    const interval = op.data_collector_interval?.[name];
    if (active !== undefined) collector.active = active;
    if (interval !== undefined) collector.interval = Math.trunc(interval);
  }
  return { data_collectors: result };
}

function uids(op: Op, cluster: Cluster): Partial<StoredCluster> {
  if (op.uid_pool) return { uid_pool: withUids([], op.uid_pool) };
  if (!op.add_uids && !op.remove_uids) return {};
  return { uid_pool: withoutUids(withUids(cluster.uid_pool, op.add_uids ?? []), op.remove_uids ?? []) };
}

/** Names that are set as they are when they are given. */
const PLAIN = [
  'candidate_pool_size',
  'max_running_jobs',
  'max_tracked_jobs',
  'maintain_node_health',
  'modify_etc_hosts',
  'prealloc_wipe_disks',
  'default_iallocator',
  'default_iallocator_params',
  'reserved_lvs',
  'use_external_mip_script',
  'enabled_user_shutdown',
  'install_image',
  'zeroing_image',
  'compression_tools',
  'enabled_disk_templates',
  'enabled_hypervisors',
  'file_storage_dir',
  'shared_file_storage_dir',
  'gluster_storage_dir',
  'instance_communication_network',
  'master_netdev',
  'master_netmask',
] as const satisfies readonly (keyof Op & keyof StoredCluster)[];

/** Of those, the ones that nothing is done about when they are empty (LUClusterSetParams of the original). */
const NOT_EMPTY: ReadonlySet<string> = new Set(['enabled_disk_templates', 'master_netdev']);

function isGiven(op: Op, name: (typeof PLAIN)[number]): boolean {
  const value = op[name];
  if (value === null) return false;
  return !NOT_EMPTY.has(name) || (value as string | readonly unknown[]).length > 0;
}

/** The settings of the cluster that a request changes. */
export function newSettings(op: Op, cluster: Cluster): Partial<StoredCluster> {
  const plain = PLAIN.filter((name) => isGiven(op, name)).map((name) => [name, op[name]]);
  return {
    ...(Object.fromEntries(plain) as Partial<StoredCluster>),
    ...(op.mac_prefix ? { mac_prefix: normalMacPrefix(op.mac_prefix) ?? op.mac_prefix } : {}),
    ...(op.vg_name === null ? {} : { volume_group_name: op.vg_name === '' ? null : op.vg_name }),
    ...(op.drbd_helper === null ? {} : { drbd_usermode_helper: op.drbd_helper === '' ? null : op.drbd_helper }),
    ...uids(op, cluster),
    ...collectors(op, cluster),
  };
}

/** A list of OS names with changes applied, and what there was nothing to do about. */
export function updatedOsList(
  old: readonly string[],
  changes: readonly (readonly [string, string])[],
  what: string,
): { list: string[]; notes: string[] } {
  const list = [...old];
  const notes: string[] = [];
  for (const [action, os] of changes) {
    const at = list.indexOf(os);
    if (action === 'add' && at < 0) list.push(os);
    else if (action === 'add') notes.push(`OS ${os} already in ${what} OS list, ignoring`);
    else if (at >= 0) list.splice(at, 1);
    else notes.push(`OS ${os} not found in ${what} OS list, ignoring`);
  }
  return { list, notes };
}
