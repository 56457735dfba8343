import {
  DEFAULT_BRIDGE,
  DEFAULT_DRBD_HELPER,
  DEFAULT_ENABLED_DISK_TEMPLATES,
  DEFAULT_ENABLED_HYPERVISOR,
  DEFAULT_MAC_PREFIX,
  DEFAULT_OVS,
  DEFAULT_VG,
  DT_DRBD8,
  IEC_DEFAULT_TOOLS,
  MASTER_POOL_SIZE_DEFAULT,
  NIC_MODE_OVS,
  SSH_DEFAULT_KEY_TYPE,
  SSHK_ALL,
} from '@gnt/constants';
import { diskTemplates as templateTable } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { InitOptions } from '../../bootstrap/init-options.js';
import { flagOff, list, value, type ValuesOf } from '../framework/option.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { policyOf, policyOptions, splitSpecs, standardSpecs } from '../policy-options.js';
import { nestedGroups, parameterGroups } from '../states.js';
import { parseUidPool } from './uid-pool.js';

const YES_OR_NO = { metavar: 'yes|no' };

/** The options of gnt-cluster init. */
export const initOptions = {
  beparams: o.beparams,
  candidatePoolSize: value(['-C', '--candidate-pool-size'], type.int, 'how many master candidates to keep'),
  enabledHypervisors: value(['--enabled-hypervisors'], type.text, 'hypervisors to use, separated by commas'),
  fileStorageDir: value(['--file-storage-dir'], type.text, 'directory of disks in files', { metavar: 'DIR' }),
  hvParams: list(
    ['-H', '--hypervisor-parameters'],
    type.identKeyValues,
    'parameters of a hypervisor, as name:option=value,...',
  ),
  macPrefix: value(['-m', '--mac-prefix'], type.text, 'first three bytes of MAC addresses, XX:XX:XX', {
    metavar: 'PREFIX',
  }),
  masterNetdev: value(['--master-netdev'], type.text, "interface that gets the cluster's address", {
    metavar: 'NETDEV',
  }),
  masterNetmask: value(['--master-netmask'], type.text, "length of the network prefix of the cluster's address", {
    metavar: 'NETMASK',
  }),
  nicParams: value(['-N', '--nic-parameters'], type.keyValues, 'usual parameters of network interfaces', {
    fallback: {},
  }),
  modifyEtcHosts: flagOff(['--no-etc-hosts'], 'leave /etc/hosts of the nodes alone'),
  modifySshSetup: flagOff(['--no-ssh-init'], 'leave the SSH keys of the nodes alone'),
  secondaryIp: o.secondaryIp,
  vgName: value(['--vg-name'], type.text, 'volume group of disks on LVM', { metavar: 'VG' }),
  maintainNodeHealth: value(
    ['--maintain-node-health'],
    type.bool,
    'whether to stop what does not belong on a node',
    YES_OR_NO,
  ),
  uidPool: value(['--uid-pool'], type.text, 'user ids for hypervisors, as numbers and ranges separated by commas'),
  drbdHelper: value(['--drbd-usermode-helper'], type.text, 'helper program of DRBD'),
  defaultIallocator: value(
    ['-I', '--default-iallocator'],
    type.text,
    'allocator that chooses nodes when none is named',
    { metavar: '<NAME>' },
  ),
  defaultIallocatorParams: value(['--default-iallocator-params'], type.keyValues, 'parameters of that allocator'),
  primaryIpVersion: value(['--primary-ip-version'], type.text, 'whether nodes are reached over IPv4 or IPv6', {
    metavar: '4|6',
    fallback: '4',
  }),
  preallocWipeDisks: value(['--prealloc-wipe-disks'], type.bool, 'whether new disks are overwritten first', YES_OR_NO),
  nodeParams: o.nodeParams,
  sharedFileStorageDir: value(
    ['--shared-file-storage-dir'],
    type.text,
    'directory of disks in files that all nodes share',
    { metavar: 'SHAREDDIR' },
  ),
  useExternalMipScript: value(
    ['--use-external-mip-script'],
    type.bool,
    "whether a script of yours sets the cluster's address",
    YES_OR_NO,
  ),
  diskParams: list(
    ['-D', '--disk-parameters'],
    type.identKeyValues,
    'parameters of a disk template, as template:option=value,...',
  ),
  hvState: o.hvState,
  diskState: o.diskState,
  enabledDiskTemplates: value(['--enabled-disk-templates'], type.text, 'disk templates to use, separated by commas'),
  standardSpecs,
  glusterStorageDir: value(['--gluster-storage-dir'], type.text, 'where Gluster volumes are mounted', {
    metavar: 'GLUSTERDIR',
    fallback: '/var/run/ganeti/gluster',
  }),
  installImage: value(['--install-image'], type.text, 'image of the machine in which OS scripts run'),
  zeroingImage: value(['--zeroing-image'], type.text, 'image of the machine that overwrites disks'),
  compressionTools: value(
    ['--compression-tools'],
    type.text,
    'compression programs that may be used, separated by commas',
  ),
  userShutdown: value(['--user-shutdown'], type.bool, 'whether instances may switch themselves off'),
  sshKeyBits: value(['--ssh-key-bits'], type.int, 'length of SSH keys'),
  sshKeyType: value(['--ssh-key-type'], type.choice(SSHK_ALL), 'kind of SSH keys'),
  ...policyOptions,
  ...splitSpecs,
};

type Given = ValuesOf<typeof initOptions>;

/** Lengths of SSH keys by kind (lib/ssh.py of the original). */
const KEY_BITS: Readonly<Record<(typeof SSHK_ALL)[number], { usual: number; fits: (bits: number) => boolean }>> = {
  rsa: { usual: 2048, fits: (bits) => bits >= 768 },
  dsa: { usual: 1024, fits: (bits) => bits === 1024 },
  ecdsa: { usual: 384, fits: (bits) => [256, 384, 521].includes(bits) },
};

function keyBits(kind: (typeof SSHK_ALL)[number], given: number | null): number {
  const { usual, fits } = KEY_BITS[kind];
  const bits = given ?? usual;
  if (!fits(bits)) throw new OpPrereqError(`SSH keys of type ${kind} can't have ${String(bits)} bits`, ECODE_INVAL);
  return bits;
}

function volumeGroup(given: string | null, templates: readonly string[], say: (line: string) => void): string | null {
  const lvm = templates.some((template) =>
    Object.entries(templateTable).some(([name, { lvm: uses }]) => name === template && uses),
  );
  if (given === null) return lvm ? DEFAULT_VG : null;
  if (given === '') {
    if (lvm)
      throw new OpPrereqError(
        'Disk templates that need LVM are enabled, but there is no volume group; give one with --vg-name.',
        ECODE_INVAL,
      );
    return null;
  }
  if (!lvm)
    say(
      '--vg-name names a volume group, but no enabled disk template would use it; enable one that needs LVM or leave the option out.',
    );
  return given;
}

function drbdHelper(given: string | null, templates: readonly string[], say: (line: string) => void): string | null {
  if (!templates.includes(DT_DRBD8)) {
    if (given !== null)
      say('Note: the DRBD usermode helper given has no use while the disk template drbd is not enabled.');
    return given;
  }
  if (given === '')
    throw new OpPrereqError("DRBD can't be enabled and lose its usermode helper in one command.", ECODE_INVAL);
  return given ?? DEFAULT_DRBD_HELPER;
}

function network({ nicParams, masterNetdev }: Given): { nicparams: Given['nicParams']; master_netdev: string } {
  const { mode } = nicParams;
  if (masterNetdev !== null) return { nicparams: nicParams, master_netdev: masterNetdev };
  // The switch is the usual link of its mode, as the bridge is of the others.
  if (mode === NIC_MODE_OVS) return { nicparams: { ...nicParams, link: DEFAULT_OVS }, master_netdev: DEFAULT_OVS };
  return { nicparams: nicParams, master_netdev: DEFAULT_BRIDGE };
}

function ipVersion(given: string): 4 | 6 {
  if (given === '4') return 4;
  if (given === '6') return 6;
  throw new OpPrereqError(`Invalid primary ip version value: '${given}', give 4 or 6`, ECODE_INVAL);
}

function netmask(given: string | null): number | null {
  if (given === null) return null;
  if (!/^\d+$/.test(given))
    throw new OpPrereqError(`Invalid master netmask value: '${given}', give the length of the prefix`, ECODE_INVAL);
  return Number(given);
}

function compressionTools(given: string | null): readonly string[] {
  return given === null || given === '' ? IEC_DEFAULT_TOOLS : given.split(',');
}

/** What the bootstrap code is told, from the options; `say` is for remarks that do not stop it. */
export function toInitOptions(clusterName: string, opts: Given, say: (line: string) => void): InitOptions {
  const templates =
    opts.enabledDiskTemplates === null || opts.enabledDiskTemplates === ''
      ? [...DEFAULT_ENABLED_DISK_TEMPLATES]
      : opts.enabledDiskTemplates.split(',');
  const keyType = opts.sshKeyType ?? SSH_DEFAULT_KEY_TYPE;
  return {
    cluster_name: clusterName,
    enabled_hypervisors: (opts.enabledHypervisors ?? DEFAULT_ENABLED_HYPERVISOR).split(','),
    enabled_disk_templates: templates,
    mac_prefix: opts.macPrefix ?? DEFAULT_MAC_PREFIX,
    ...network(opts),
    master_netmask: netmask(opts.masterNetmask),
    secondary_ip: opts.secondaryIp,
    primary_ip_version: ipVersion(opts.primaryIpVersion),
    volume_group_name: volumeGroup(opts.vgName, templates, say),
    drbd_usermode_helper: drbdHelper(opts.drbdHelper, templates, say),
    file_storage_dir: opts.fileStorageDir,
    shared_file_storage_dir: opts.sharedFileStorageDir,
    gluster_storage_dir: opts.glusterStorageDir,
    hvparams: parameterGroups('-H', opts.hvParams),
    beparams: opts.beparams,
    ndparams: opts.nodeParams,
    diskparams: parameterGroups('-D', opts.diskParams),
    ipolicy: policyOf(opts),
    hv_state: opts.hvState.length === 0 ? null : parameterGroups('--hypervisor-state', opts.hvState),
    disk_state: opts.diskState.length === 0 ? null : nestedGroups('--disk-state', opts.diskState),
    candidate_pool_size: opts.candidatePoolSize ?? MASTER_POOL_SIZE_DEFAULT,
    uid_pool: opts.uidPool === null ? [] : parseUidPool(opts.uidPool),
    default_iallocator: opts.defaultIallocator,
    default_iallocator_params: opts.defaultIallocatorParams ?? {},
    maintain_node_health: opts.maintainNodeHealth ?? false,
    prealloc_wipe_disks: opts.preallocWipeDisks ?? false,
    use_external_mip_script: opts.useExternalMipScript ?? false,
    install_image: opts.installImage ?? '',
    zeroing_image: opts.zeroingImage ?? '',
    compression_tools: compressionTools(opts.compressionTools),
    enabled_user_shutdown: opts.userShutdown ?? false,
    modify_etc_hosts: opts.modifyEtcHosts,
    modify_ssh_setup: opts.modifySshSetup,
    ssh_key_type: keyType,
    ssh_key_bits: keyBits(keyType, opts.sshKeyBits),
  };
}
