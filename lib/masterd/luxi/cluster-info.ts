import { CONFIG_VERSION, EXPORT_VERSION, PROTOCOL_VERSION, RELEASE_VERSION, VCS_VERSION } from '@gnt/constants';
import type { ConfigSnapshot } from '../../config/interface.js';
import { architecture, NEWEST_OS_API } from '../query/cluster.js';

/** Addresses 2 and 10 are the numbers of IPv4 and IPv6. */
const IP_VERSIONS: Readonly<Record<number, number>> = { 2: 4, 10: 6 };

/** Keys that are the cluster's own, as configured; between them and beside them stand those computed below. */
const AFTER_HYPERVISORS = [
  'hvparams', 'os_hvp', 'beparams', 'osparams', 'ipolicy', 'nicparams', 'ndparams', 'diskparams', 'candidate_pool_size',
  'max_running_jobs', 'max_tracked_jobs', 'mac_prefix', 'master_netdev', 'master_netmask', 'use_external_mip_script',
  'volume_group_name', 'drbd_usermode_helper', 'file_storage_dir', 'shared_file_storage_dir', 'gluster_storage_dir',
  'maintain_node_health', 'ctime', 'mtime', 'uuid', 'tags', 'uid_pool', 'default_iallocator', 'default_iallocator_params',
  'reserved_lvs',
] as const; // prettier-ignore
const AFTER_IP_VERSION = [
  'prealloc_wipe_disks', 'hidden_os', 'blacklisted_os', 'enabled_disk_templates', 'install_image',
  'instance_communication_network', 'zeroing_image', 'compression_tools', 'enabled_user_shutdown',
] as const; // prettier-ignore
const AT_THE_END = ['modify_ssh_setup', 'ssh_key_type', 'ssh_key_bits'] as const;

/** Everything about the cluster, in the order in which the original's luxid answers it. */
export function clusterInfo(cfg: ConfigSnapshot): Record<string, unknown> {
  const { cluster } = cfg;
  const plain = (keys: readonly (keyof typeof cluster)[]): Record<string, unknown> =>
    Object.fromEntries(keys.map((key) => [key, cluster[key] ?? null]));
  const collectors = Object.entries(cluster.data_collectors);
  return {
    software_version: RELEASE_VERSION,
    protocol_version: PROTOCOL_VERSION,
    config_version: CONFIG_VERSION,
    os_api_version: NEWEST_OS_API,
    export_version: EXPORT_VERSION,
    vcs_version: VCS_VERSION,
    architecture: architecture(),
    name: cluster.cluster_name,
    master: cfg.nodes[cluster.master_node]?.name ?? null,
    default_hypervisor: cluster.enabled_hypervisors[0] ?? null,
    enabled_hypervisors: cluster.enabled_hypervisors,
    ...plain(AFTER_HYPERVISORS),
    primary_ip_version: IP_VERSIONS[cluster.primary_ip_family] ?? null,
    ...plain(AFTER_IP_VERSION),
    enabled_data_collectors: Object.fromEntries(collectors.map(([name, { active }]) => [name, active])),
    data_collector_interval: Object.fromEntries(collectors.map(([name, { interval }]) => [name, interval])),
    ...plain(AT_THE_END),
  };
}
