import {
  ALLOC_POLICY_PREFERRED,
  CONFIG_VERSION,
  DATA_COLLECTOR_NAMES,
  DEFAULT_DRBD_HELPER,
  DISK_TEMPLATES,
  DT_DRBD8,
  FIRST_DRBD_PORT,
  HVST_DEFAULTS,
  HYPER_TYPES,
  INITIAL_NODE_GROUP_NAME,
  LUXID_MAXIMAL_RUNNING_JOBS_DEFAULT,
  LUXID_MAXIMAL_TRACKED_JOBS_DEFAULT,
  MOND_TIME_INTERVAL,
  PP_DEFAULT,
  type DiskTemplate,
} from '@gnt/constants';
import {
  BEC_DEFAULTS,
  DISK_DT_DEFAULTS,
  IPOLICY_DEFAULTS,
  NDC_DEFAULTS,
  NICC_DEFAULTS,
  fillDict,
  fillIPolicy,
  hvDefaults,
} from '@gnt/objects';
import type {
  Cluster,
  ConfigData,
  FilledBeParams,
  FilledIPolicy,
  FilledNDParams,
  FilledNicParams,
  Node,
  NodeGroup,
  PartialIPolicy,
} from '@gnt/objects';
import type { Random } from '../common/random.js';

/** Settings taken over as they are, checked by who asks. */
type Given =
  | 'rsahostkeypub'
  | 'dsahostkeypub'
  | 'mac_prefix'
  | 'master_ip'
  | 'master_netdev'
  | 'master_netmask'
  | 'cluster_name'
  | 'file_storage_dir'
  | 'shared_file_storage_dir'
  | 'gluster_storage_dir'
  | 'enabled_hypervisors'
  | 'enabled_disk_templates'
  | 'candidate_pool_size'
  | 'modify_etc_hosts'
  | 'modify_ssh_setup'
  | 'maintain_node_health'
  | 'uid_pool'
  | 'default_iallocator_params'
  | 'primary_ip_family'
  | 'prealloc_wipe_disks'
  | 'use_external_mip_script'
  | 'install_image'
  | 'zeroing_image'
  | 'compression_tools'
  | 'enabled_user_shutdown'
  | 'ssh_key_type'
  | 'ssh_key_bits';
type Values = Readonly<Record<string, unknown>>;

/** What a new cluster is made of; parameters may be partial and are filled with defaults. */
export interface InitialCluster extends Pick<Cluster, Given> {
  readonly volume_group_name: string | null;
  readonly drbd_usermode_helper: string | null;
  readonly default_iallocator: string | null;
  readonly hvparams: Readonly<Record<string, Values>>;
  readonly beparams: Values;
  readonly nicparams: Values;
  readonly ndparams: Values;
  readonly diskparams: Readonly<Record<string, Values>>;
  readonly ipolicy: PartialIPolicy;
  readonly hv_state: Readonly<Record<string, Values>> | null;
  readonly disk_state: Readonly<Record<string, unknown>> | null;
}

/** The first node, which is the master. */
export interface InitialNode {
  readonly name: string;
  readonly primary_ip: string;
  readonly secondary_ip: string;
}

function policyOf(given: InitialCluster): FilledIPolicy {
  const filled = fillIPolicy({ ipolicy: IPOLICY_DEFAULTS }, given.ipolicy) as FilledIPolicy;
  const enabled = given.enabled_disk_templates.filter((t) => filled['disk-templates'].includes(t));
  return { ...filled, 'disk-templates': enabled };
}

function diskParamsOf(given: InitialCluster, template: DiskTemplate): Record<string, unknown> {
  const filled = fillDict(DISK_DT_DEFAULTS[template], given.diskparams[template] ?? {});
  return template === DT_DRBD8 && given.volume_group_name !== null
    ? { ...filled, metavg: given.volume_group_name }
    : filled;
}

function hvStateOf(given: InitialCluster): Record<string, unknown> {
  const states = Object.entries(given.hv_state ?? {});
  if (states.length === 0) return Object.fromEntries(given.enabled_hypervisors.map((hv) => [hv, { ...HVST_DEFAULTS }]));
  return Object.fromEntries(states.map(([hv, state]) => [hv, fillDict(HVST_DEFAULTS, state)]));
}

function clusterOf(given: InitialCluster, uuid: string, master: string, now: number): Cluster {
  const { hv_state, disk_state, volume_group_name, drbd_usermode_helper, default_iallocator, ...rest } = given;
  const drbd = given.enabled_disk_templates.includes(DT_DRBD8);
  const helper = drbd_usermode_helper ?? (drbd ? DEFAULT_DRBD_HELPER : null);
  const collector = { active: true, interval: MOND_TIME_INTERVAL * 1e6 };
  return {
    ...rest,
    highest_used_port: FIRST_DRBD_PORT - 1,
    tcpudp_port_pool: [],
    ...(volume_group_name === null ? {} : { volume_group_name }),
    reserved_lvs: [],
    ...(helper === null ? {} : { drbd_usermode_helper: helper }),
    master_node: master,
    hvparams: Object.fromEntries(HYPER_TYPES.map((hv) => [hv, fillDict(hvDefaults(hv), given.hvparams[hv] ?? {})])),
    os_hvp: {},
    beparams: { [PP_DEFAULT]: fillDict(BEC_DEFAULTS, given.beparams) as unknown as FilledBeParams },
    osparams: {},
    osparams_private_cluster: {},
    nicparams: { [PP_DEFAULT]: fillDict(NICC_DEFAULTS, given.nicparams) as unknown as FilledNicParams },
    ndparams: fillDict(NDC_DEFAULTS, given.ndparams) as unknown as FilledNDParams,
    diskparams: Object.fromEntries(DISK_TEMPLATES.map((dt) => [dt, diskParamsOf(given, dt)])),
    default_iallocator: default_iallocator ?? '',
    hidden_os: [],
    blacklisted_os: [],
    ipolicy: policyOf(given),
    hv_state_static: hvStateOf(given),
    disk_state_static: { ...disk_state },
    candidate_certs: {},
    max_running_jobs: LUXID_MAXIMAL_RUNNING_JOBS_DEFAULT,
    max_tracked_jobs: LUXID_MAXIMAL_TRACKED_JOBS_DEFAULT,
    instance_communication_network: '',
    data_collectors: Object.fromEntries(DATA_COLLECTOR_NAMES.map((name) => [name, { ...collector }])),
    ctime: now,
    mtime: now,
    uuid,
    serial_no: 1,
    tags: [],
  };
}

function nodeOf(given: InitialNode, uuid: string, group: string, now: number): Node {
  return {
    ...given,
    master_candidate: true,
    offline: false,
    drained: false,
    group,
    master_capable: true,
    vm_capable: true,
    ndparams: {},
    powered: true,
    hv_state_static: {},
    disk_state_static: {},
    ctime: now,
    mtime: now,
    uuid,
    serial_no: 1,
    tags: [],
  };
}

function groupOf(uuid: string, now: number): NodeGroup {
  return {
    name: INITIAL_NODE_GROUP_NAME,
    members: [],
    ndparams: {},
    alloc_policy: ALLOC_POLICY_PREFERRED,
    ipolicy: {},
    diskparams: {},
    networks: {},
    hv_state_static: {},
    disk_state_static: {},
    // the original knows no creation time of the first group
    ctime: 0,
    mtime: now,
    uuid,
    serial_no: 1,
    tags: [],
  };
}

/** The configuration of a fresh cluster: one node, its master, in the default group. `now` in seconds. */
export function initialConfig(cluster: InitialCluster, node: InitialNode, now: number, random: Random): ConfigData {
  const [clusterUuid, nodeUuid, groupUuid] = [random.uuid(), random.uuid(), random.uuid()];
  return {
    version: CONFIG_VERSION,
    cluster: clusterOf(cluster, clusterUuid, nodeUuid, now),
    nodes: { [nodeUuid]: nodeOf(node, nodeUuid, groupUuid, now) },
    nodegroups: { [groupUuid]: groupOf(groupUuid, now) },
    instances: {},
    networks: {},
    disks: {},
    filters: {},
    ctime: now,
    mtime: now,
    serial_no: 1,
  };
}
