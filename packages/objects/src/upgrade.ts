import {
  ADMINST_UP,
  ADMIN_SOURCE,
  ALLOC_POLICY_PREFERRED,
  DEFAULT_DRBD_HELPER,
  DISK_TEMPLATES,
  DISK_TEMPLATE_PREFERENCE,
  DT_DISKLESS,
  DT_DRBD8,
  DT_PLAIN,
  HYPER_TYPES,
  IEC_DEFAULT_TOOLS,
  INITIAL_NODE_GROUP_NAME,
  LUXID_MAXIMAL_RUNNING_JOBS_DEFAULT,
  LUXID_MAXIMAL_TRACKED_JOBS_DEFAULT,
  PP_DEFAULT,
  SSH_DEFAULT_KEY_BITS,
  SSH_DEFAULT_KEY_TYPE,
} from '@gnt/constants';
import { fillDict } from './fill.js';
import { IPOLICY_DEFAULTS } from './ipolicy.js';
import { DISK_DT_DEFAULTS } from './params/disk.js';
import { HVC_GLOBALS, hvDefaults } from './params/hypervisors/index.js';
import { BEC_DEFAULTS, NDC_DEFAULTS, NDC_GLOBALS, NICC_DEFAULTS } from './params/simple.js';

// What an object of an older configuration lacks is filled in as the original does when it opens one (UpgradeConfig in
// lib/objects.py and lib/config/__init__.py). Works on plain JSON: the result is brought into shape afterwards.

type Json = Record<string, unknown>;

/** What filling needs from outside. */
export interface UpgradeSources {
  /** Seconds. */
  readonly now: number;
  uuid(): string;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function mapAt(parent: Json, key: string): Json {
  const value = parent[key];
  if (isJson(value)) return value;
  const made: Json = {};
  parent[key] = made;
  return made;
}
function items(parent: Json, key: string): Json[] {
  return Object.values(mapAt(parent, key)).filter(isJson);
}
function setDefaults(object: Json, defaults: Json): void {
  for (const [key, value] of Object.entries(structuredClone(defaults))) object[key] ??= value;
}
function drop(object: Json, keys: readonly string[]): void {
  for (const key of keys) Reflect.deleteProperty(object, key);
}

const CLUSTER_DEFAULTS: Json = {
  os_hvp: {},
  osparams: {},
  osparams_private_cluster: {},
  modify_etc_hosts: true,
  modify_ssh_setup: true,
  maintain_node_health: false,
  uid_pool: [],
  tcpudp_port_pool: [],
  default_iallocator: '',
  default_iallocator_params: {},
  reserved_lvs: [],
  hidden_os: [],
  blacklisted_os: [],
  primary_ip_family: 2,
  prealloc_wipe_disks: false,
  shared_file_storage_dir: '',
  gluster_storage_dir: '',
  use_external_mip_script: false,
  hv_state_static: {},
  disk_state_static: {},
  candidate_certs: {},
  max_running_jobs: LUXID_MAXIMAL_RUNNING_JOBS_DEFAULT,
  max_tracked_jobs: LUXID_MAXIMAL_TRACKED_JOBS_DEFAULT,
  instance_communication_network: '',
  install_image: '',
  compression_tools: IEC_DEFAULT_TOOLS,
  enabled_user_shutdown: false,
  ssh_key_type: SSH_DEFAULT_KEY_TYPE,
  ssh_key_bits: SSH_DEFAULT_KEY_BITS,
};

/** One memory size became two. */
function splitMemory(beparams: Json): void {
  if (!('memory' in beparams)) return;
  Object.assign(beparams, { maxmem: beparams['memory'], minmem: beparams['memory'] });
  delete beparams['memory'];
}

function fillGroups(cluster: Json, key: string, defaults: Json): Json {
  const groups = mapAt(cluster, key);
  if (Object.keys(groups).length === 0) groups[PP_DEFAULT] = {};
  for (const [name, values] of Object.entries(groups)) groups[name] = fillDict(defaults, isJson(values) ? values : {});
  return groups;
}

function upgradeCluster(cluster: Json, sources: UpgradeSources): void {
  const hvparams = mapAt(cluster, 'hvparams');
  for (const hv of HYPER_TYPES) hvparams[hv] = fillDict(hvDefaults(hv), isJson(hvparams[hv]) ? hvparams[hv] : {});
  const ndparams = mapAt(cluster, 'ndparams');
  if (ndparams['oob_program'] === null) delete ndparams['oob_program'];
  cluster['ndparams'] = fillDict(NDC_DEFAULTS, ndparams);

  for (const group of items(cluster, 'beparams')) splitMemory(group);
  fillGroups(cluster, 'beparams', BEC_DEFAULTS);
  const hadNic = Object.keys(mapAt(cluster, 'nicparams')).length > 0;
  const nic = fillGroups(cluster, 'nicparams', NICC_DEFAULTS)[PP_DEFAULT];
  if (!hadNic && isJson(nic) && typeof cluster['default_bridge'] === 'string') nic['link'] = cluster['default_bridge'];

  const first = cluster['default_hypervisor'];
  if (typeof first === 'string' && Array.isArray(cluster['enabled_hypervisors'])) {
    cluster['enabled_hypervisors'] = [
      first,
      ...(cluster['enabled_hypervisors'] as unknown[]).filter((hv) => hv !== first),
    ];
  }
  drop(cluster, ['default_bridge', 'default_hypervisor']);
  setDefaults(cluster, CLUSTER_DEFAULTS);
  cluster['master_netmask'] ??= cluster['primary_ip_family'] === 2 ? 32 : 128;

  const diskparams = mapAt(cluster, 'diskparams');
  cluster['diskparams'] = Object.fromEntries(
    DISK_TEMPLATES.map((dt) => [dt, fillDict(DISK_DT_DEFAULTS[dt], isJson(diskparams[dt]) ? diskparams[dt] : {})]),
  );
  const policy = mapAt(cluster, 'ipolicy');
  const std = fillDict(IPOLICY_DEFAULTS.std, isJson(policy['std']) ? policy['std'] : {});
  cluster['ipolicy'] = { ...structuredClone(IPOLICY_DEFAULTS), ...policy, std };
  cluster['uuid'] ??= sources.uuid();
}

function upgradeNode(node: Json, sources: UpgradeSources): void {
  setDefaults(node, { master_capable: true, vm_capable: true, ndparams: {}, powered: true });
  drop(mapAt(node, 'ndparams'), NDC_GLOBALS);
  // runtime state that the original's objects have room for
  drop(node, ['hv_state', 'disk_state']);
  node['uuid'] ??= sources.uuid();
}

function upgradeInstance(instance: Json, sources: UpgradeSources): void {
  setDefaults(instance, { admin_state_source: ADMIN_SOURCE, disks: [], osparams: {}, osparams_private: {} });
  instance['disks_active'] ??= instance['admin_state'] === ADMINST_UP;
  drop(mapAt(instance, 'hvparams'), HVC_GLOBALS);
  splitMemory(mapAt(instance, 'beparams'));
  drop(instance, ['secondary_nodes', 'disks_info']);
  for (const nic of Array.isArray(instance['nics']) ? (instance['nics'] as unknown[]).filter(isJson) : []) {
    drop(nic, ['netinfo', 'pci', 'hvinfo']);
    nic['nicparams'] ??= {};
    nic['uuid'] ??= sources.uuid();
  }
}

function upgradeDisk(disk: Json, sources: UpgradeSources): void {
  for (const child of Array.isArray(disk['children']) ? (disk['children'] as unknown[]).filter(isJson) : [])
    upgradeDisk(child, sources);
  if (!isJson(disk['params'])) disk['params'] = {};
  setDefaults(disk, { serial_no: 1, ctime: sources.now, mtime: sources.now });
  drop(disk, ['dynamic_params', 'hvinfo', 'pci']);
  disk['uuid'] ??= sources.uuid();
}

function upgradeGroup(group: Json, sources: UpgradeSources): void {
  const defaults = {
    ndparams: {},
    serial_no: 1,
    alloc_policy: ALLOC_POLICY_PREFERRED,
    mtime: sources.now,
    diskparams: {},
    ipolicy: {},
  };
  setDefaults(group, defaults);
  const networks = mapAt(group, 'networks');
  for (const [uuid, params] of Object.entries(networks))
    networks[uuid] = fillDict(NICC_DEFAULTS, isJson(params) ? params : {});
  // who is in a group stands on the nodes
  if ('members' in group) group['members'] = [];
}

function upgradeEnabledTemplates(config: Json, cluster: Json): void {
  const enabled = cluster['enabled_disk_templates'];
  if (!Array.isArray(enabled) || enabled.length === 0) {
    const used = new Set(items(config, 'disks').map((disk) => disk['dev_type']));
    if (items(config, 'instances').some(({ disks }) => !Array.isArray(disks) || disks.length === 0))
      used.add(DT_DISKLESS);
    if (cluster['volume_group_name']) used.add(DT_DRBD8).add(DT_PLAIN);
    cluster['enabled_disk_templates'] = DISK_TEMPLATE_PREFERENCE.filter((dt) => used.has(dt));
  }
  for (const policy of [cluster['ipolicy'], ...items(config, 'nodegroups').map((g) => g['ipolicy'])]) {
    const allowed = isJson(policy) ? policy['disk-templates'] : undefined;
    if (!isJson(policy) || !Array.isArray(allowed)) continue;
    policy['disk-templates'] = allowed.filter((dt) => (cluster['enabled_disk_templates'] as unknown[]).includes(dt));
  }
  if ((cluster['enabled_disk_templates'] as unknown[]).includes(DT_DRBD8))
    cluster['drbd_usermode_helper'] ??= DEFAULT_DRBD_HELPER;
}

function ensureGroup(config: Json, sources: UpgradeSources): void {
  const groups = mapAt(config, 'nodegroups');
  if (Object.keys(groups).length === 0) {
    const uuid = sources.uuid();
    const made: Json = { name: INITIAL_NODE_GROUP_NAME, uuid, ctime: sources.now };
    groups[uuid] = made;
    upgradeGroup(made, sources);
  }
  const [first] = Object.keys(groups);
  for (const node of items(config, 'nodes')) if (!node['group']) node['group'] = first;
}

/** Fills what a configuration with today's version, but of older making, lacks; returns a new one. */
export function upgradeObjects(config: Readonly<Json>, sources: UpgradeSources): Json {
  const result = structuredClone(config) as Json;
  const cluster = mapAt(result, 'cluster');
  setDefaults(result, { networks: {}, disks: {}, filters: {}, ctime: 0, mtime: 0 });
  upgradeCluster(cluster, sources);
  for (const node of items(result, 'nodes')) upgradeNode(node, sources);
  for (const instance of items(result, 'instances')) upgradeInstance(instance, sources);
  for (const group of items(result, 'nodegroups')) upgradeGroup(group, sources);
  ensureGroup(result, sources);
  upgradeEnabledTemplates(result, cluster);
  for (const disk of items(result, 'disks')) upgradeDisk(disk, sources);
  return result;
}
