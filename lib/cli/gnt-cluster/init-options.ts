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
import { flagOff, value, type ValuesOf } from '../framework/option.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { policyOf, splitSpecs } from '../policy-options.js';
import { nestedGroups, parameterGroups } from '../states.js';
import { settingOptions } from './setting-options.js';
import { parseUidPool } from './uid-pool.js';

/** The options of gnt-cluster init. */
export const initOptions = {
  ...settingOptions,
  modifyEtcHosts: flagOff(['--no-etc-hosts'], 'leave /etc/hosts of the nodes alone'),
  modifySshSetup: flagOff(['--no-ssh-init'], 'leave the SSH keys of the nodes alone'),
  secondaryIp: o.secondaryIp,
  primaryIpVersion: value(['--primary-ip-version'], type.text, 'whether nodes are reached over IPv4 or IPv6', {
    metavar: '4|6',
    fallback: '4',
  }),
  glusterStorageDir: value(['--gluster-storage-dir'], type.text, 'where Gluster volumes are mounted', {
    metavar: 'GLUSTERDIR',
    fallback: '/var/run/ganeti/gluster',
  }),
  sshKeyBits: value(['--ssh-key-bits'], type.int, 'length of SSH keys'),
  sshKeyType: value(['--ssh-key-type'], type.choice(SSHK_ALL), 'kind of SSH keys'),
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
