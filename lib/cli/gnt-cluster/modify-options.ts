import {
  DATA_COLLECTOR_NAMES,
  DT_DRBD8,
  IEC_DEFAULT_TOOLS,
  type DiskTemplate,
  type HypervisorType,
} from '@gnt/constants';
import {
  BES_PARAMETER_COMPAT,
  HVS_PARAMETER_TYPES,
  NDS_PARAMETER_TYPES,
  NICS_PARAMETER_TYPES,
  DISK_DT_TYPES,
  diskTemplates as templateTable,
} from '@gnt/objects';
import type { GivenOpcode } from '@gnt/opcodes';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { value, type ValuesOf } from '../framework/option.js';
import * as type from '../framework/types.js';
import type { KeyValues } from '../framework/types.js';
import { force, jobOptions } from '../options.js';
import { enforced } from '../params.js';
import { policyChanges } from '../policy-options.js';
import { nestedGroups, parameterGroups } from '../states.js';
import { settingOptions } from './setting-options.js';
import { parseUidPool } from './uid-pool.js';

/** The options of gnt-cluster modify. */
export const modifyOptions = {
  force,
  ...jobOptions,
  ...settingOptions,
  maxRunningJobs: value(['--max-running-jobs'], type.int, 'how many jobs may run at the same time'),
  maxTrackedJobs: value(['--max-tracked-jobs'], type.int, 'how many jobs are watched at the same time'),
  communicationNetwork: value(
    ['--instance-communication-network'],
    type.text,
    'network through which guests reach the metadata daemon; empty for none',
  ),
  addUids: value(['--add-uids'], type.text, 'user ids to add to those for hypervisors'),
  removeUids: value(['--remove-uids'], type.text, 'user ids to take from those for hypervisors'),
  reservedLvs: value(
    ['--reserved-lvs'],
    type.text,
    'logical volumes that verification leaves alone, as regular expressions separated by commas',
  ),
  modifyEtcHosts: value(['--modify-etc-hosts'], type.bool, 'whether nodes are entered in /etc/hosts', {
    metavar: 'yes|no',
  }),
  enabledDataCollectors: value(
    ['--enabled-data-collectors'],
    type.keyValues,
    `which collectors of the monitoring daemon report, collector=true or false; there are ${DATA_COLLECTOR_NAMES.join(', ')}`,
    { fallback: {} },
  ),
  dataCollectorInterval: value(
    ['--data-collector-interval'],
    type.keyValues,
    'how many seconds there are between two measurements, collector=seconds',
    { fallback: {} },
  ),
};

type Given = ValuesOf<typeof modifyOptions>;
type Changes = Omit<GivenOpcode<'OP_CLUSTER_SET_PARAMS'>, 'OP_ID'>;

const LVM_TEMPLATES: readonly string[] = Object.entries(templateTable).flatMap(([name, { lvm }]) =>
  lvm ? [name] : [],
);

const CHANGES = Object.keys(modifyOptions).filter(
  (name) => name !== 'force' && !(name in jobOptions),
) as (keyof Given)[];
/** Whether no option asks for a change; options of many parts may be there and empty. */
export function asksForNothing(opts: Given): boolean {
  return CHANGES.every((name) => {
    const given = opts[name];
    return given === null || (modifyOptions[name].fallback !== null && Object.keys(given).length === 0);
  });
}

function refuse(message: string): never {
  throw new OpPrereqError(message, ECODE_INVAL);
}

function netmask(given: string | null): number | null {
  if (given === null) return null;
  return /^\d+$/.test(given)
    ? Number(given)
    : refuse(`Invalid master netmask value: '${given}', give the length of the prefix`);
}

/** A word that begins with t, as "true", means yes here; anything else no (lib/client/gnt_cluster.py). */
function switches(given: KeyValues): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(given).map(([name, word]) => [name, String(word).toLowerCase().startsWith('t')]),
  );
}

function microseconds(given: KeyValues): Record<string, number> {
  const entries = Object.entries(given).map(([name, text]): [string, number] => {
    const seconds = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
    if (!Number.isFinite(seconds) || seconds <= 0)
      refuse(`Invalid interval '${String(text)}' of collector ${name}: give a number of seconds above zero`);
    return [name, Math.trunc(seconds * 1e6)];
  });
  return Object.fromEntries(entries);
}

function compressionTools(given: string | null): string[] | null {
  if (given === null) return null;
  // Empty brings back what a new cluster starts with.
  return given === '' ? [...IEC_DEFAULT_TOOLS] : given.split(',');
}

function uids(given: string | null): [number, number][] | null {
  return given === null ? null : parseUidPool(given);
}

type Types = Parameters<typeof enforced>[1];

function eachEnforced(
  groups: Readonly<Record<string, KeyValues>>,
  types: Types,
): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, enforced(values, types)]));
}

/** Remarks on options that have no use together; they stop nothing. */
function remarks(opts: Given, templates: readonly string[] | null): string[] {
  if (templates === null) return [];
  return [
    ...(opts.vgName && !templates.some((t) => LVM_TEMPLATES.includes(t))
      ? [
          `--vg-name names a volume group, but none of the disk templates that use one is enabled: ${LVM_TEMPLATES.join(', ')}`,
        ]
      : []),
    ...(opts.drbdHelper && !templates.includes(DT_DRBD8)
      ? ['--drbd-usermode-helper names a helper, but the disk template drbd is not enabled.']
      : []),
  ];
}

/** The parameters of the opcode, from the options; `say` is for remarks that do not stop it. */
export function toChanges(opts: Given, say: (line: string) => void): Changes {
  const templates = opts.enabledDiskTemplates ? opts.enabledDiskTemplates.split(',') : null;
  for (const remark of remarks(opts, templates)) say(remark);
  // Names that there are not, the master refuses.
  return {
    force: opts.force,
    vg_name: opts.vgName,
    drbd_helper: opts.drbdHelper,
    enabled_hypervisors: (opts.enabledHypervisors?.split(',') ?? null) as HypervisorType[] | null,
    hvparams: eachEnforced(parameterGroups('-H', opts.hvParams), HVS_PARAMETER_TYPES),
    beparams: enforced(opts.beparams, BES_PARAMETER_COMPAT),
    nicparams: enforced(opts.nicParams, NICS_PARAMETER_TYPES) as Record<string, string | null>,
    ndparams: opts.nodeParams === null ? null : enforced(opts.nodeParams, NDS_PARAMETER_TYPES),
    diskparams: eachEnforced(parameterGroups('-D', opts.diskParams), DISK_DT_TYPES),
    ipolicy: policyChanges(opts),
    candidate_pool_size: opts.candidatePoolSize,
    max_running_jobs: opts.maxRunningJobs,
    max_tracked_jobs: opts.maxTrackedJobs,
    maintain_node_health: opts.maintainNodeHealth,
    modify_etc_hosts: opts.modifyEtcHosts,
    uid_pool: uids(opts.uidPool),
    add_uids: uids(opts.addUids),
    remove_uids: uids(opts.removeUids),
    default_iallocator: opts.defaultIallocator,
    default_iallocator_params: opts.defaultIallocatorParams,
    prealloc_wipe_disks: opts.preallocWipeDisks,
    mac_prefix: opts.macPrefix,
    master_netdev: opts.masterNetdev,
    master_netmask: netmask(opts.masterNetmask),
    reserved_lvs: opts.reservedLvs === null ? null : type.words(opts.reservedLvs, '--reserved-lvs'),
    use_external_mip_script: opts.useExternalMipScript,
    hv_state: parameterGroups('--hypervisor-state', opts.hvState),
    disk_state: nestedGroups('--disk-state', opts.diskState),
    enabled_disk_templates: templates as DiskTemplate[] | null,
    file_storage_dir: opts.fileStorageDir,
    shared_file_storage_dir: opts.sharedFileStorageDir,
    install_image: opts.installImage,
    instance_communication_network: opts.communicationNetwork,
    zeroing_image: opts.zeroingImage,
    compression_tools: compressionTools(opts.compressionTools),
    enabled_user_shutdown: opts.userShutdown,
    enabled_data_collectors: switches(opts.enabledDataCollectors),
    data_collector_interval: microseconds(opts.dataCollectorInterval),
  };
}
