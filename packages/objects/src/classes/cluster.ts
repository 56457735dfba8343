import {
  DISK_TEMPLATES,
  HT_CHROOT,
  HT_FAKE,
  HT_KVM,
  HT_LXC,
  HT_XEN_HVM,
  HT_XEN_PVM,
  HYPER_TYPES,
  SSHK_ALL,
} from '@gnt/constants';
import type { DiskTemplate, HypervisorType, SshKeyType } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defaulted, defineObject, optional, required } from '../descriptor.js';
import { byBytes, jsonText, mapText } from '../json-text.js';
import { mapOf, one } from '../nested.js';
import { filledIPolicyClass, type FilledIPolicy } from './ipolicy.js';
import type { HvParams, OsParams } from './instance.js';
import type { GroupDiskParams, StaticState } from './node.js';
import { filledBeParamsClass, filledNDParamsClass, filledNicParamsClass } from './params.js';
import type { FilledBeParams, FilledNDParams, FilledNicParams } from './params.js';
import { freeMap, serialField, stringMap, tagsField, timeFields, uuidField } from './stamps.js';
import type { Identified, Numbered, Tagged, TimeStamped } from './stamps.js';

/** Whether a data collector runs, and how often (microseconds). */
export interface DataCollectorConfig {
  active: boolean;
  interval: number;
}
export const dataCollectorConfigClass = defineObject<DataCollectorConfig>('DataCollectorConfig', {
  active: required(ht.bool),
  interval: required(ht.int),
});

/** IPv4 (2) or IPv6 (10). */
export type IpFamily = 2 | 10;

/** What holds for the whole cluster. */
export interface Cluster extends TimeStamped, Identified, Numbered, Tagged {
  rsahostkeypub: string;
  dsahostkeypub?: string | null;
  highest_used_port: number;
  tcpudp_port_pool: number[];
  mac_prefix: string;
  volume_group_name?: string | null;
  reserved_lvs: string[];
  drbd_usermode_helper?: string | null;
  /** uuid of the master node. */
  master_node: string;
  master_ip: string;
  master_netdev: string;
  master_netmask: number;
  use_external_mip_script: boolean;
  cluster_name: string;
  file_storage_dir: string;
  shared_file_storage_dir: string;
  gluster_storage_dir: string;
  /** The first one is the default. */
  enabled_hypervisors: HypervisorType[];
  hvparams: Record<string, HvParams>;
  /** By OS name, then hypervisor. */
  os_hvp: Record<string, Record<string, HvParams>>;
  beparams: Record<string, FilledBeParams>;
  osparams: Record<string, OsParams>;
  osparams_private_cluster: Record<string, OsParams>;
  nicparams: Record<string, FilledNicParams>;
  ndparams: FilledNDParams;
  diskparams: GroupDiskParams;
  candidate_pool_size: number;
  modify_etc_hosts: boolean;
  modify_ssh_setup: boolean;
  maintain_node_health: boolean;
  uid_pool: [number, number][];
  default_iallocator: string;
  default_iallocator_params: Record<string, unknown>;
  hidden_os: string[];
  blacklisted_os: string[];
  primary_ip_family: IpFamily;
  prealloc_wipe_disks: boolean;
  ipolicy: FilledIPolicy;
  hv_state_static: StaticState;
  disk_state_static: StaticState;
  enabled_disk_templates: DiskTemplate[];
  /** Digests of the candidates' client certificates by node uuid. */
  candidate_certs: Record<string, string>;
  max_running_jobs: number;
  max_tracked_jobs: number;
  install_image: string;
  instance_communication_network: string;
  zeroing_image: string;
  compression_tools: string[];
  enabled_user_shutdown: boolean;
  data_collectors: Record<string, DataCollectorConfig>;
  ssh_key_type: SshKeyType;
  ssh_key_bits: number;
}

/** The order in which the original writes (and lists) its hypervisors. */
export const HYPERVISOR_ORDER = [HT_KVM, HT_XEN_PVM, HT_CHROOT, HT_XEN_HVM, HT_LXC, HT_FAKE] as const;
const rank = (name: string): number => HYPERVISOR_ORDER.findIndex((h) => h === name);
const byHypervisor = (a: string, b: string): number => rank(a) - rank(b) || byBytes(a, b);

const strings = ht.list(ht.string);
const sorted = mapText(jsonText);
const perHypervisor = mapText(sorted, byHypervisor);
const hvParams = ht.dict(freeMap, ht.oneOf(HYPER_TYPES));

export const clusterClass = defineObject<Cluster>('Cluster', {
  rsahostkeypub: required(ht.string),
  dsahostkeypub: optional(ht.string),
  highest_used_port: required(ht.int),
  tcpudp_port_pool: required(ht.list(ht.int)),
  mac_prefix: required(ht.string),
  volume_group_name: optional(ht.string),
  reserved_lvs: required(strings),
  drbd_usermode_helper: optional(ht.string),
  master_node: required(ht.string),
  master_ip: required(ht.string),
  master_netdev: required(ht.string),
  master_netmask: required(ht.int),
  use_external_mip_script: required(ht.bool),
  cluster_name: required(ht.string),
  file_storage_dir: required(ht.string),
  shared_file_storage_dir: required(ht.string),
  gluster_storage_dir: required(ht.string),
  enabled_hypervisors: required(ht.list(ht.oneOf(HYPER_TYPES))),
  hvparams: required(hvParams, perHypervisor),
  os_hvp: required(ht.dict(hvParams), mapText(perHypervisor)),
  beparams: mapOf(() => filledBeParamsClass),
  osparams: required(ht.dict(stringMap), mapText(sorted)),
  osparams_private_cluster: required(ht.dict(stringMap), mapText(sorted)),
  nicparams: mapOf(() => filledNicParamsClass),
  ndparams: one(() => filledNDParamsClass),
  diskparams: required(ht.dict(freeMap), mapText(sorted)),
  candidate_pool_size: required(ht.int),
  modify_etc_hosts: required(ht.bool),
  modify_ssh_setup: required(ht.bool),
  maintain_node_health: required(ht.bool),
  uid_pool: required(ht.list(ht.tuple(ht.int, ht.int))),
  default_iallocator: required(ht.string),
  default_iallocator_params: required(freeMap, sorted),
  hidden_os: required(strings),
  blacklisted_os: required(strings),
  primary_ip_family: required(ht.oneOf([2, 10])),
  prealloc_wipe_disks: required(ht.bool),
  ipolicy: one(() => filledIPolicyClass),
  hv_state_static: defaulted(freeMap, () => ({}), sorted),
  disk_state_static: defaulted(freeMap, () => ({}), sorted),
  enabled_disk_templates: required(ht.list(ht.oneOf(DISK_TEMPLATES))),
  candidate_certs: required(stringMap, sorted),
  max_running_jobs: required(ht.int),
  max_tracked_jobs: required(ht.int),
  install_image: required(ht.string),
  instance_communication_network: required(ht.string),
  zeroing_image: required(ht.string),
  compression_tools: required(strings),
  enabled_user_shutdown: required(ht.bool),
  data_collectors: mapOf(() => dataCollectorConfigClass),
  ssh_key_type: required(ht.oneOf(SSHK_ALL)),
  ssh_key_bits: required(ht.int),
  ...timeFields,
  ...uuidField,
  ...serialField,
  ...tagsField,
});

/** What is needed to bring the master address up. */
export interface MasterNetworkParameters extends Identified {
  ip: string;
  netmask: number;
  netdev: string;
  ip_family: IpFamily;
}
export const masterNetworkParametersClass = defineObject<MasterNetworkParameters>('MasterNetworkParameters', {
  ...uuidField,
  ip: required(ht.string),
  netmask: required(ht.int),
  netdev: required(ht.string),
  ip_family: required(ht.oneOf([2, 10])),
});
