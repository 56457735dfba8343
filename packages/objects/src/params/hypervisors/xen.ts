import {
  HT_HVM_VALID_DISK_TYPES,
  HT_HVM_VALID_NIC_TYPES,
  HT_HVM_VALID_VIF_TYPES,
  REBOOT_BEHAVIORS,
  VNC_DEFAULT_BIND_ADDRESS,
  XEN_BOOTLOADER,
  XEN_KERNEL,
} from '@gnt/constants';
import { among, between, filePath, ip4Address, migrationMode, multiCpuMask, netPort, notNegative } from '../checks.js';
import type { ParamTable } from '../define.js';

const shared = {
  cpu_mask: {
    type: 'string',
    default: 'all',
    check: multiCpuMask,
    doc: 'Physical CPUs for the guest, or for each of its CPUs (separated by colons).',
  },
  cpuid: { type: 'string', default: '', doc: 'CPU feature bits the guest sees.' },
  migration_port: {
    type: 'int',
    default: 8002,
    required: true,
    globalOnly: true,
    check: netPort,
    doc: 'TCP port on which the target node takes a migration.',
  },
  reboot_behavior: {
    type: 'string',
    default: 'reboot',
    required: true,
    check: among(REBOOT_BEHAVIORS),
    doc: 'What a reboot from within the guest does: reboot it, or end it.',
  },
  soundhw: { type: 'string', default: '', doc: 'Sound card the guest sees.' },
  vif_script: {
    type: 'string',
    default: '',
    check: filePath,
    doc: 'Script that connects network interfaces, instead of the default one.',
  },
} as const satisfies ParamTable;
const bootOrder = {
  accepts: (v: unknown) => typeof v === 'string' && /^[acdn]+$/.test(v),
  says: 'must be one or more of a, c, d, n',
};
const weight = 'CPU share in relation to other guests.';
const mode = 'Whether migrations are live unless asked otherwise.';

/** Parameters of paravirtualised Xen. */
export const xenPvmParams = {
  blockdev_prefix: { type: 'string', default: 'sd', doc: 'First letters of disk names in the guest.' },
  bootloader_args: { type: 'string', default: '', doc: 'Arguments of the boot loader.' },
  bootloader_path: {
    type: 'string',
    default: XEN_BOOTLOADER,
    check: filePath,
    doc: 'Boot loader to run on the node, with use_bootloader.',
  },
  cpu_cap: {
    type: 'int',
    default: 0,
    check: notNegative,
    doc: 'Most CPU the guest may use, in percent of one CPU; 0 is no limit.',
  },
  cpu_weight: { type: 'int', default: 256, check: between(1, 65535), doc: weight },
  initrd_path: {
    type: 'string',
    default: '',
    check: filePath,
    title: 'Initrd_path',
    doc: 'Initial RAM disk on the node.',
  },
  kernel_args: { type: 'string', default: 'ro', doc: 'Command line of the kernel.' },
  kernel_path: {
    type: 'string',
    default: XEN_KERNEL,
    required: true,
    check: filePath,
    title: 'Kernel_path',
    doc: 'Kernel on the node to boot.',
  },
  migration_mode: {
    type: 'string',
    default: 'live',
    required: true,
    globalOnly: true,
    check: migrationMode,
    doc: mode,
  },
  root_path: { type: 'maybe-string', default: '/dev/xvda1', doc: 'Root device for the kernel.' },
  use_bootloader: {
    type: 'bool',
    default: false,
    doc: "Whether a boot loader picks the kernel from the guest's disk.",
  },
  ...shared,
} as const satisfies ParamTable;

/** Parameters of fully virtualised Xen. */
export const xenHvmParams = {
  acpi: { type: 'bool', default: true, title: 'ACPI', doc: 'Whether the guest gets ACPI.' },
  blockdev_prefix: { type: 'string', default: 'hd', doc: 'First letters of disk names in the guest.' },
  boot_order: {
    type: 'string',
    default: 'cd',
    required: true,
    check: bootOrder,
    title: 'Boot_order',
    doc: 'Devices to boot from in turn: a floppy, c disk, d CD, n network.',
  },
  cdrom_image_path: {
    type: 'string',
    default: '',
    check: filePath,
    title: 'CDROM_image_path',
    doc: 'Image in the CD drive.',
  },
  cpu_cap: { type: 'int', default: 0, doc: 'Most CPU the guest may use, in percent of one CPU; 0 is no limit.' },
  cpu_weight: { type: 'int', default: 256, check: between(1, 65534), doc: weight },
  device_model: {
    type: 'string',
    default: '/usr/lib/xen/bin/qemu-dm',
    required: true,
    check: filePath,
    doc: 'Program that emulates devices.',
  },
  disk_type: {
    type: 'string',
    default: 'paravirtual',
    required: true,
    check: among(HT_HVM_VALID_DISK_TYPES),
    title: 'Disk_type',
    doc: 'How disks are attached.',
  },
  kernel_path: {
    type: 'string',
    default: '/usr/lib/xen/boot/hvmloader',
    required: true,
    check: filePath,
    title: 'Kernel_path',
    doc: 'Loader of fully virtualised guests.',
  },
  migration_mode: {
    type: 'string',
    default: 'non-live',
    required: true,
    globalOnly: true,
    check: migrationMode,
    doc: mode,
  },
  nic_type: {
    type: 'string',
    default: 'rtl8139',
    required: true,
    check: among(HT_HVM_VALID_NIC_TYPES),
    title: 'NIC_type',
    doc: 'Network card the guest sees.',
  },
  pae: { type: 'bool', default: true, title: 'PAE', doc: 'Whether the guest gets PAE.' },
  pci_pass: {
    type: 'string',
    default: '',
    title: 'pci_pass',
    doc: 'PCI devices of the node handed to the guest, separated by semicolons.',
  },
  use_localtime: {
    type: 'bool',
    default: false,
    doc: "Whether the guest's clock starts in local time instead of UTC.",
  },
  vif_type: {
    type: 'string',
    default: 'ioemu',
    check: among(HT_HVM_VALID_VIF_TYPES),
    doc: 'How network interfaces are served.',
  },
  viridian: { type: 'bool', default: false, doc: 'Whether the guest gets Viridian (Hyper-V) enlightenments.' },
  vnc_bind_address: {
    type: 'string',
    default: VNC_DEFAULT_BIND_ADDRESS,
    check: ip4Address,
    title: 'VNC_bind_address',
    doc: 'Address for VNC.',
  },
  vnc_password_file: {
    type: 'string',
    default: '/etc/ganeti/vnc-cluster-password',
    required: true,
    check: filePath,
    doc: 'File with the password for VNC.',
  },
  ...shared,
} as const satisfies ParamTable;
