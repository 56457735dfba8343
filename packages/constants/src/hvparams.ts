// Names of hypervisor parameters (HV_*), migration states, static hypervisor state (HVST_*). Names and values are the original's.
export const HV_BOOTLOADER_PATH = 'bootloader_path';
export const HV_CDROM_IMAGE_PATH = 'cdrom_image_path';
export const HV_INITRD_PATH = 'initrd_path';
export const HV_KERNEL_PATH = 'kernel_path';
export const HV_KVM_CDROM2_IMAGE_PATH = 'cdrom2_image_path';
export const HV_KVM_FLOPPY_IMAGE_PATH = 'floppy_image_path';
export const HV_KVM_PATH = 'kvm_path';
export const HV_KVM_SPICE_PASSWORD_FILE = 'spice_password_file';
export const HV_MEM_PATH = 'mem_path';
export const HV_ROOT_PATH = 'root_path';
export const HV_VNC_PASSWORD_FILE = 'vnc_password_file';
export const HVST_CPU_NODE = 'cpu_node';
export const HVST_CPU_TOTAL = 'cpu_total';
export const HVST_MEMORY_HV = 'mem_hv';
export const HVST_MEMORY_NODE = 'mem_node';
export const HVST_MEMORY_TOTAL = 'mem_total';
export const HV_ACPI = 'acpi';
export const HV_BLOCKDEV_PREFIX = 'blockdev_prefix';
export const HV_BOOTLOADER_ARGS = 'bootloader_args';
export const HV_BOOT_ORDER = 'boot_order';
export const HV_CPU_CAP = 'cpu_cap';
export const HV_CPU_CORES = 'cpu_cores';
export const HV_CPU_MASK = 'cpu_mask';
export const HV_CPU_SOCKETS = 'cpu_sockets';
export const HV_CPU_THREADS = 'cpu_threads';
export const HV_CPU_TYPE = 'cpu_type';
export const HV_CPU_WEIGHT = 'cpu_weight';
export const HV_DEVICE_MODEL = 'device_model';
export const HV_DISK_CACHE = 'disk_cache';
export const HV_DISK_DISCARD = 'disk_discard';
export const HV_DISK_TYPE = 'disk_type';
export const HV_INIT_SCRIPT = 'init_script';
export const HV_KERNEL_ARGS = 'kernel_args';
export const HV_KEYMAP = 'keymap';
export const HV_KVM_CDROM_DISK_TYPE = 'cdrom_disk_type';
export const HV_KVM_DISK_AIO = 'disk_aio';
export const HV_KVM_EXTRA = 'kvm_extra';
export const HV_KVM_FLAG = 'kvm_flag';
export const HV_KVM_MACHINE_VERSION = 'machine_version';
export const HV_KVM_MIGRATION_CAPS = 'migration_caps';
export const HV_KVM_MIGRATION_POSTCOPY_ACTIVE = 'postcopy-active';
export const HV_KVM_PCI_RESERVATIONS = 'kvm_pci_reservations';
export const HV_KVM_SCSI_CONTROLLER_TYPE = 'scsi_controller_type';
export const HV_KVM_SPICE_AUDIO_COMPR = 'spice_playback_compression';
export const HV_KVM_SPICE_BIND = 'spice_bind';
export const HV_KVM_SPICE_IP_VERSION = 'spice_ip_version';
export const HV_KVM_SPICE_JPEG_IMG_COMPR = 'spice_jpeg_wan_compression';
export const HV_KVM_SPICE_LOSSLESS_IMG_COMPR = 'spice_image_compression';
export const HV_KVM_SPICE_STREAMING_VIDEO_DETECTION = 'spice_streaming_video';
export const HV_KVM_SPICE_TLS_CIPHERS = 'spice_tls_ciphers';
export const HV_KVM_SPICE_USE_TLS = 'spice_use_tls';
export const HV_KVM_SPICE_USE_VDAGENT = 'spice_use_vdagent';
export const HV_KVM_SPICE_ZLIB_GLZ_IMG_COMPR = 'spice_zlib_glz_wan_compression';
export const HV_KVM_USER_SHUTDOWN = 'user_shutdown';
export const HV_KVM_USE_CHROOT = 'use_chroot';
export const HV_LXC_DEVICES = 'devices';
export const HV_LXC_DROP_CAPABILITIES = 'drop_capabilities';
export const HV_LXC_EXTRA_CGROUPS = 'extra_cgroups';
export const HV_LXC_EXTRA_CONFIG = 'extra_config';
export const HV_LXC_NUM_TTYS = 'num_ttys';
export const HV_LXC_STARTUP_TIMEOUT = 'startup_timeout';
export const HV_MIGRATION_ACTIVE = 'active';
export const HV_MIGRATION_BANDWIDTH = 'migration_bandwidth';
export const HV_MIGRATION_CANCELLED = 'cancelled';
export const HV_MIGRATION_COMPLETED = 'completed';
export const HV_MIGRATION_DOWNTIME = 'migration_downtime';
export const HV_MIGRATION_FAILED = 'failed';
export const HV_MIGRATION_MODE = 'migration_mode';
export const HV_MIGRATION_PORT = 'migration_port';
export const HV_NIC_TYPE = 'nic_type';
export const HV_NODEINFO_KEY_VERSION = 'hv_version';
export const HV_PAE = 'pae';
export const HV_PASSTHROUGH = 'pci_pass';
export const HV_REBOOT_BEHAVIOR = 'reboot_behavior';
export const HV_SECURITY_DOMAIN = 'security_domain';
export const HV_SECURITY_MODEL = 'security_model';
export const HV_SERIAL_CONSOLE = 'serial_console';
export const HV_SERIAL_SPEED = 'serial_speed';
export const HV_SOUNDHW = 'soundhw';
export const HV_USB_DEVICES = 'usb_devices';
export const HV_USB_MOUSE = 'usb_mouse';
export const HV_USE_BOOTLOADER = 'use_bootloader';
export const HV_USE_GUEST_AGENT = 'use_guest_agent';
export const HV_USE_LOCALTIME = 'use_localtime';
export const HV_VGA = 'vga';
export const HV_VHOST_NET = 'vhost_net';
export const HV_VIF_SCRIPT = 'vif_script';
export const HV_VIF_TYPE = 'vif_type';
export const HV_VIRIDIAN = 'viridian';
export const HV_VIRTIO_NET_QUEUES = 'virtio_net_queues';
export const HV_VNC_BIND_ADDRESS = 'vnc_bind_address';
export const HV_VNC_TLS = 'vnc_tls';
export const HV_VNC_X509 = 'vnc_x509_path';
export const HV_VNC_X509_VERIFY = 'vnc_x509_verify';
export const HV_VNET_HDR = 'vnet_hdr';
export const HV_XEN_CPUID = 'cpuid';
export const HVST_DEFAULTS = { cpu_node: 1, cpu_total: 1, mem_hv: 0, mem_node: 0, mem_total: 0 } as const;
export const HV_KVM_MIGRATION_ACTIVE_STATUSES = [HV_MIGRATION_ACTIVE, HV_KVM_MIGRATION_POSTCOPY_ACTIVE] as const;
export const HV_KVM_MIGRATION_VALID_STATUSES = [
  HV_MIGRATION_ACTIVE,
  HV_MIGRATION_CANCELLED,
  HV_MIGRATION_COMPLETED,
  HV_MIGRATION_FAILED,
  HV_KVM_MIGRATION_POSTCOPY_ACTIVE,
] as const;
export const HV_MIGRATION_FAILED_STATUSES = [HV_MIGRATION_CANCELLED, HV_MIGRATION_FAILED] as const;
export const HV_MIGRATION_VALID_STATUSES = [
  HV_MIGRATION_ACTIVE,
  HV_MIGRATION_CANCELLED,
  HV_MIGRATION_COMPLETED,
  HV_MIGRATION_FAILED,
] as const;
