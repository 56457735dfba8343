import {
  DATA_COLLECTOR_NAMES,
  HT_DISCARD_IGNORE,
  HT_KVM,
  HT_XEN_HVM,
  HT_XEN_PVM,
  HV_DISK_DISCARD,
  IEC_DEFAULT_TOOLS,
  MOND_TIME_INTERVAL,
  SSHK_DSA,
} from '@gnt/constants';
import { IPOLICY_DEFAULTS } from '@gnt/objects';
import { isEmpty, isJson, listAt, objectAt, objectsAt, textAt, type Json } from './json.js';

/** What steps report besides their result. */
export interface StepContext {
  /** A new UUID. */
  uuid(): string;
  info(message: string): void;
  warn(message: string): void;
}

const MINMAX_SIDES = ['min', 'max'] as const;

function upgradePolicy(policy: Json, defaults: Json, isGroup: boolean): void {
  if (MINMAX_SIDES.some((side) => side in policy)) {
    const sides = MINMAX_SIDES.filter((side) => !isEmpty(policy[side])).map((side) => [side, policy[side]]);
    for (const side of MINMAX_SIDES) Reflect.deleteProperty(policy, side);
    if (sides.length > 0) policy['minmax'] = [Object.fromEntries(sides)];
  }
  if (isGroup) delete policy['std'];
  const [pair] = listAt(policy, 'minmax');
  const [filling = {}] = listAt(defaults, 'minmax');
  for (const [side, spec] of Object.entries(pair ?? {})) {
    const missing = filling[side];
    if (isJson(spec) && isJson(missing)) Object.assign(spec, { ...missing, ...spec });
  }
}

/** Configurations before 2.7 have no networks. */
export function upgradeNetworks(config: Json): void {
  if (isEmpty(config['networks'])) config['networks'] = {};
}

/** Job filters came with 2.13. */
export function upgradeFilters(config: Json): void {
  if (isEmpty(config['filters'])) config['filters'] = {};
}

/** 3.1 knows no `default` for discarding. */
function dropDefaultDiscard(hvparams: Json): boolean {
  if (hvparams[HV_DISK_DISCARD] !== 'default') return false;
  hvparams[HV_DISK_DISCARD] = HT_DISCARD_IGNORE;
  return true;
}

function upgradeHvParams(cluster: Json): void {
  const hvparams = cluster['hvparams'];
  if (!isJson(hvparams)) return;
  // xen_cmd went away with 3.1: xl is the only one left
  for (const xen of [HT_XEN_PVM, HT_XEN_HVM]) if (isJson(hvparams[xen])) delete hvparams[xen]['xen_cmd'];
  const kvm = hvparams[HT_KVM];
  if (isJson(kvm)) dropDefaultDiscard(kvm);
}

/** What came to the cluster object in the course of time, with the values that stand for how it was before. */
const CLUSTER_ADDITIONS: Readonly<Json> = {
  candidate_certs: {},
  instance_communication_network: '',
  install_image: '',
  zeroing_image: '',
  compression_tools: IEC_DEFAULT_TOOLS,
  enabled_user_shutdown: false,
  // new clusters have rsa and 2048 since 2.16, older ones what follows
  ssh_key_type: SSHK_DSA,
  ssh_key_bits: 1024,
};

export function upgradeCluster(config: Json): void {
  const cluster = objectAt(config, 'cluster');
  const policy = (cluster['ipolicy'] ??= null);
  if (isJson(policy) && !isEmpty(policy)) upgradePolicy(policy, IPOLICY_DEFAULTS, false);
  if (isEmpty(cluster['default_iallocator_params'])) cluster['default_iallocator_params'] = {};
  for (const [key, value] of Object.entries(structuredClone(CLUSTER_ADDITIONS)))
    if (!(key in cluster)) cluster[key] = value;
  const collectors = (cluster['data_collectors'] ??= {}) as Json;
  for (const name of DATA_COLLECTOR_NAMES) collectors[name] ??= { active: true, interval: MOND_TIME_INTERVAL * 1e6 };
  upgradeHvParams(cluster);
}

export function upgradeGroups(config: Json): void {
  const clusterPolicy = objectAt(config, 'cluster')['ipolicy'];
  for (const group of objectsAt(config, 'nodegroups')) {
    if (isEmpty(group['networks'])) group['networks'] = {};
    const policy = group['ipolicy'];
    if (!isJson(policy) || isEmpty(policy)) continue;
    if (!isJson(clusterPolicy)) throw new Error('A group defines an instance policy but there is none for the cluster');
    upgradePolicy(policy, clusterPolicy, true);
  }
}

/** Instances remember who wanted their state since 2.11; NICs name their network by uuid. */
export function upgradeInstances(config: Json, context: StepContext): void {
  const networks = new Map(objectsAt(config, 'networks').map((n) => [textAt(n, 'name'), textAt(n, 'uuid')]));
  for (const instance of objectsAt(config, 'instances')) {
    for (const nic of listAt(instance, 'nics')) {
      const given = textAt(nic, 'network');
      const uuid = given === undefined ? undefined : networks.get(given);
      if (uuid === undefined) continue;
      context.info(
        `NIC of instance ${String(instance['name'])}: network '${given ?? ''}' is now named by its UUID ${uuid}`,
      );
      nic['network'] = uuid;
    }
    if (!('admin_state_source' in instance)) instance['admin_state_source'] = 'admin';
    const hvparams = instance['hvparams'];
    if (isJson(hvparams) && dropDefaultDiscard(hvparams)) {
      context.info(
        `Instance ${String(instance['name'])} had disk_discard 'default', which is now '${HT_DISCARD_IGNORE}'`,
      );
    }
  }
}

/** The template of an instance is that of its disks since 2.14. */
export function dropDiskTemplates(config: Json): void {
  for (const instance of objectsAt(config, 'instances')) delete instance['disk_template'];
}
