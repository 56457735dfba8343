import { list, value } from '../framework/option.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';
import { policyOptions, standardSpecs } from '../policy-options.js';

const YES_OR_NO = { metavar: 'yes|no' };

/** Settings of a cluster: what `init` gives it and `modify` changes. */
export const settingOptions = {
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
  installImage: value(['--install-image'], type.text, 'image of the machine in which OS scripts run'),
  zeroingImage: value(['--zeroing-image'], type.text, 'image of the machine that overwrites disks'),
  compressionTools: value(
    ['--compression-tools'],
    type.text,
    'compression programs that may be used, separated by commas',
  ),
  userShutdown: value(['--user-shutdown'], type.bool, 'whether instances may switch themselves off'),
  ...policyOptions,
};
