// Hypervisors (HT_*) and the values their parameters take. Names and values are the original's.
export const KVM_PATH = '/usr/bin/kvm';
export const QEMUIMG_PATH = '/usr/bin/qemu-img';
export const SOCAT_PATH = '/usr/bin/socat';
export const XEN_CONFIG_DIR = '/etc/xen';
export const XL_SOCAT_CMD = 'socat -b524288 - TCP:%s:%d #';
export const FAKE_OP_MASTER_TURNDOWN = 'OP_CLUSTER_IP_TURNDOWN';
export const FAKE_OP_MASTER_TURNUP = 'OP_CLUSTER_IP_TURNUP';
export const HOTPLUG_ACTION_ADD = 'hotadd';
export const HOTPLUG_ACTION_MODIFY = 'hotmod';
export const HOTPLUG_ACTION_REMOVE = 'hotremove';
export const HOTPLUG_TARGET_DISK = 'disk';
export const HOTPLUG_TARGET_NIC = 'nic';
export const HT_BO_CDROM = 'cdrom';
export const HT_BO_DISK = 'disk';
export const HT_BO_FLOPPY = 'floppy';
export const HT_BO_NETWORK = 'network';
export const HT_CACHE_DEFAULT = 'default';
export const HT_CACHE_NONE = 'none';
export const HT_CACHE_WBACK = 'writeback';
export const HT_CACHE_WTHROUGH = 'writethrough';
export const HT_CHROOT = 'chroot';
export const HT_DISCARD_DEFAULT = 'default';
export const HT_DISCARD_IGNORE = 'ignore';
export const HT_DISCARD_UNMAP = 'unmap';
export const HT_DISK_IDE = 'ide';
export const HT_DISK_IOEMU = 'ioemu';
export const HT_DISK_MTD = 'mtd';
export const HT_DISK_PARAVIRTUAL = 'paravirtual';
export const HT_DISK_PFLASH = 'pflash';
export const HT_DISK_SCSI = 'scsi';
export const HT_DISK_SCSI_BLOCK = 'scsi-block';
export const HT_DISK_SCSI_CD = 'scsi-cd';
export const HT_DISK_SCSI_GENERIC = 'scsi-generic';
export const HT_DISK_SCSI_HD = 'scsi-hd';
export const HT_DISK_SD = 'sd';
export const HT_FAKE = 'fake';
export const HT_HVM_VIF_IOEMU = 'ioemu';
export const HT_HVM_VIF_VIF = 'vif';
export const HT_KVM = 'kvm';
export const HT_KVM_AIO_IO_URING = 'io_uring';
export const HT_KVM_AIO_NATIVE = 'native';
export const HT_KVM_AIO_THREADS = 'threads';
export const HT_KVM_DISABLED = 'disabled';
export const HT_KVM_ENABLED = 'enabled';
export const HT_KVM_SPICE_LOSSLESS_IMG_COMPR_AUTO_GLZ = 'auto_glz';
export const HT_KVM_SPICE_LOSSLESS_IMG_COMPR_AUTO_LZ = 'auto_lz';
export const HT_KVM_SPICE_LOSSLESS_IMG_COMPR_GLZ = 'glz';
export const HT_KVM_SPICE_LOSSLESS_IMG_COMPR_LZ = 'lz';
export const HT_KVM_SPICE_LOSSLESS_IMG_COMPR_OFF = 'off';
export const HT_KVM_SPICE_LOSSLESS_IMG_COMPR_QUIC = 'quic';
export const HT_KVM_SPICE_LOSSY_IMG_COMPR_ALWAYS = 'always';
export const HT_KVM_SPICE_LOSSY_IMG_COMPR_AUTO = 'auto';
export const HT_KVM_SPICE_LOSSY_IMG_COMPR_NEVER = 'never';
export const HT_KVM_SPICE_VIDEO_STREAM_DETECTION_ALL = 'all';
export const HT_KVM_SPICE_VIDEO_STREAM_DETECTION_FILTER = 'filter';
export const HT_KVM_SPICE_VIDEO_STREAM_DETECTION_OFF = 'off';
export const HT_LXC = 'lxc';
export const HT_MIGRATION_LIVE = 'live';
export const HT_MIGRATION_NONLIVE = 'non-live';
export const HT_MOUSE_MOUSE = 'mouse';
export const HT_MOUSE_TABLET = 'tablet';
export const HT_NIC_E1000 = 'e1000';
export const HT_NIC_I82551 = 'i82551';
export const HT_NIC_I8259ER = 'i82559er';
export const HT_NIC_I85557B = 'i82557b';
export const HT_NIC_NE2K_ISA = 'ne2k_isa';
export const HT_NIC_NE2K_PCI = 'ne2k_pci';
export const HT_NIC_PARAVIRTUAL = 'paravirtual';
export const HT_NIC_PCNET = 'pcnet';
export const HT_NIC_RTL8139 = 'rtl8139';
export const HT_SCSI_CONTROLLER_LSI = 'lsi';
export const HT_SCSI_CONTROLLER_MEGASAS = 'megasas';
export const HT_SCSI_CONTROLLER_VIRTIO = 'virtio-scsi-pci';
export const HT_SM_NONE = 'none';
export const HT_SM_POOL = 'pool';
export const HT_SM_USER = 'user';
export const HT_XEN_HVM = 'xen-hvm';
export const HT_XEN_PVM = 'xen-pvm';
export const IFACE_NO_IP_VERSION_SPECIFIED = 0;
export const KVM_KERNEL = '/boot/vmlinuz-3-kvmU';
export const LXC_DEVICES_DEFAULT =
  'c 1:3 rw,c 1:5 rw,c 1:7 rw,c 1:8 rw,c 1:9 rw,c 1:10 rw,c 5:0 rw,c 5:1 rw,c 5:2 rw,c 136:* rw';
export const LXC_DROP_CAPABILITIES_DEFAULT = 'mac_override,sys_boot,sys_module,sys_time,sys_admin';
export const LXC_STATE_RUNNING = 'RUNNING';
export const QEMU_DEFAULT_PCI_RESERVATIONS = 12;
export const QEMU_PCI_SLOTS = 32;
export const VNC_BASE_PORT = 5900;
export const VNC_DEFAULT_BIND_ADDRESS = '0.0.0.0';
export const XEN_BOOTLOADER = '';
export const XEN_INITRD = '/boot/initrd-3-xenU';
export const XEN_KERNEL = '/boot/vmlinuz-3-xenU';
export const XL_MIGRATION_PIDFILE = 'socat.pid';
export const CPU_PINNING_ALL = 'all';
export const CPU_PINNING_ALL_VAL = -1;
export const CPU_PINNING_ALL_XEN = '0-63';
export const CPU_PINNING_SEP = ':';
export const HELPER_VM_SHUTDOWN = 7200;
export const HELPER_VM_STARTUP = 300;
export const SOCAT_ESCAPE_CODE = '0x1d';
export const SOCAT_USE_COMPRESS = true;
export const SOCAT_USE_ESCAPE = true;
export const HOTPLUG_ALL_ACTIONS = [HOTPLUG_ACTION_ADD, HOTPLUG_ACTION_MODIFY, HOTPLUG_ACTION_REMOVE] as const;
export const HOTPLUG_ALL_TARGETS = [HOTPLUG_TARGET_DISK, HOTPLUG_TARGET_NIC] as const;
export const HT_HVM_VALID_DISK_TYPES = [HT_DISK_IOEMU, HT_DISK_PARAVIRTUAL] as const;
export const HT_HVM_VALID_NIC_TYPES = [
  HT_NIC_E1000,
  HT_NIC_NE2K_ISA,
  HT_NIC_NE2K_PCI,
  HT_NIC_PARAVIRTUAL,
  HT_NIC_RTL8139,
] as const;
export const HT_HVM_VALID_VIF_TYPES = [HT_HVM_VIF_IOEMU, HT_HVM_VIF_VIF] as const;
export const HT_KVM_FLAG_VALUES = [HT_KVM_DISABLED, HT_KVM_ENABLED] as const;
export const HT_KVM_SPICE_VALID_LOSSLESS_IMG_COMPR_OPTIONS = [
  HT_KVM_SPICE_LOSSLESS_IMG_COMPR_AUTO_GLZ,
  HT_KVM_SPICE_LOSSLESS_IMG_COMPR_AUTO_LZ,
  HT_KVM_SPICE_LOSSLESS_IMG_COMPR_GLZ,
  HT_KVM_SPICE_LOSSLESS_IMG_COMPR_LZ,
  HT_KVM_SPICE_LOSSLESS_IMG_COMPR_OFF,
  HT_KVM_SPICE_LOSSLESS_IMG_COMPR_QUIC,
] as const;
export const HT_KVM_SPICE_VALID_LOSSY_IMG_COMPR_OPTIONS = [
  HT_KVM_SPICE_LOSSY_IMG_COMPR_ALWAYS,
  HT_KVM_SPICE_LOSSY_IMG_COMPR_AUTO,
  HT_KVM_SPICE_LOSSY_IMG_COMPR_NEVER,
] as const;
export const HT_KVM_SPICE_VALID_VIDEO_STREAM_DETECTION_OPTIONS = [
  HT_KVM_SPICE_VIDEO_STREAM_DETECTION_ALL,
  HT_KVM_SPICE_VIDEO_STREAM_DETECTION_FILTER,
  HT_KVM_SPICE_VIDEO_STREAM_DETECTION_OFF,
] as const;
export const HT_KVM_VALID_AIO_TYPES = [HT_KVM_AIO_IO_URING, HT_KVM_AIO_NATIVE, HT_KVM_AIO_THREADS] as const;
export const HT_KVM_VALID_BO_TYPES = [HT_BO_CDROM, HT_BO_DISK, HT_BO_FLOPPY, HT_BO_NETWORK] as const;
export const HT_KVM_VALID_DISK_TYPES = [
  HT_DISK_IDE,
  HT_DISK_MTD,
  HT_DISK_PARAVIRTUAL,
  HT_DISK_PFLASH,
  HT_DISK_SCSI,
  HT_DISK_SCSI_BLOCK,
  HT_DISK_SCSI_CD,
  HT_DISK_SCSI_GENERIC,
  HT_DISK_SCSI_HD,
  HT_DISK_SD,
] as const;
export const HT_KVM_VALID_MOUSE_TYPES = [HT_MOUSE_MOUSE, HT_MOUSE_TABLET] as const;
export const HT_KVM_VALID_NIC_TYPES = [
  HT_NIC_E1000,
  HT_NIC_I82551,
  HT_NIC_I85557B,
  HT_NIC_I8259ER,
  HT_NIC_NE2K_ISA,
  HT_NIC_NE2K_PCI,
  HT_NIC_PARAVIRTUAL,
  HT_NIC_PCNET,
  HT_NIC_RTL8139,
] as const;
export const HT_KVM_VALID_SCSI_CONTROLLER_TYPES = [
  HT_SCSI_CONTROLLER_LSI,
  HT_SCSI_CONTROLLER_MEGASAS,
  HT_SCSI_CONTROLLER_VIRTIO,
] as const;
export const HT_KVM_VALID_SM_TYPES = [HT_SM_NONE, HT_SM_POOL, HT_SM_USER] as const;
export const HT_MIGRATION_MODES = [HT_MIGRATION_LIVE, HT_MIGRATION_NONLIVE] as const;
export const HT_SCSI_DEVICE_TYPES = [
  HT_DISK_SCSI_BLOCK,
  HT_DISK_SCSI_CD,
  HT_DISK_SCSI_GENERIC,
  HT_DISK_SCSI_HD,
] as const;
export const HT_VALID_CACHE_TYPES = [HT_CACHE_DEFAULT, HT_CACHE_NONE, HT_CACHE_WBACK, HT_CACHE_WTHROUGH] as const;
export const HT_VALID_DISCARD_TYPES = [HT_DISCARD_IGNORE, HT_DISCARD_UNMAP] as const;
export const HYPER_TYPES = [HT_CHROOT, HT_FAKE, HT_KVM, HT_LXC, HT_XEN_HVM, HT_XEN_PVM] as const;
export const HTS_REQ_PORT = [HT_KVM, HT_XEN_HVM] as const;
export const REBOOT_BEHAVIORS = ['reboot', 'exit'] as const;
export const CPU_PINNING_OFF = [-1] as const;
export const VALID_SERIAL_SPEEDS = [
  75, 110, 300, 600, 1200, 1800, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200, 230400, 345600, 460800,
] as const;
