// The keys of ssconf and how its files are named. Names and values are the original's.
export const SS_FILE_STORAGE_DIR = 'file_storage_dir';
export const SS_GLUSTER_STORAGE_DIR = 'gluster_storage_dir';
export const SS_SHARED_FILE_STORAGE_DIR = 'shared_file_storage_dir';
export const SSCONF_FILEPREFIX = 'ssconf_';
export const SS_CLUSTER_NAME = 'cluster_name';
export const SS_CLUSTER_TAGS = 'cluster_tags';
export const SS_ENABLED_USER_SHUTDOWN = 'enabled_user_shutdown';
export const SS_FILE_PERMS = 0o444;
export const SS_HVPARAMS_PREF = 'hvparams_';
export const SS_HVPARAMS_XEN_CHROOT = 'hvparams_chroot';
export const SS_HVPARAMS_XEN_FAKE = 'hvparams_fake';
export const SS_HVPARAMS_XEN_HVM = 'hvparams_xen-hvm';
export const SS_HVPARAMS_XEN_KVM = 'hvparams_kvm';
export const SS_HVPARAMS_XEN_LXC = 'hvparams_lxc';
export const SS_HVPARAMS_XEN_PVM = 'hvparams_xen-pvm';
export const SS_HYPERVISOR_LIST = 'hypervisor_list';
export const SS_INSTANCE_LIST = 'instance_list';
export const SS_MAINTAIN_NODE_HEALTH = 'maintain_node_health';
export const SS_MASTER_CANDIDATES = 'master_candidates';
export const SS_MASTER_CANDIDATES_CERTS = 'master_candidates_certs';
export const SS_MASTER_CANDIDATES_IPS = 'master_candidates_ips';
export const SS_MASTER_IP = 'master_ip';
export const SS_MASTER_NETDEV = 'master_netdev';
export const SS_MASTER_NETMASK = 'master_netmask';
export const SS_MASTER_NODE = 'master_node';
export const SS_NETWORKS = 'networks';
export const SS_NODEGROUPS = 'nodegroups';
export const SS_NODE_LIST = 'node_list';
export const SS_NODE_PRIMARY_IPS = 'node_primary_ips';
export const SS_NODE_SECONDARY_IPS = 'node_secondary_ips';
export const SS_NODE_VM_CAPABLE = 'node_vm_capable';
export const SS_OFFLINE_NODES = 'offline_nodes';
export const SS_ONLINE_NODES = 'online_nodes';
export const SS_PRIMARY_IP_FAMILY = 'primary_ip_family';
export const SS_RELEASE_VERSION = 'release_version';
export const SS_SSH_PORTS = 'ssh_ports';
export const SS_UID_POOL = 'uid_pool';
export const VALID_SS_KEYS = [
  SS_CLUSTER_NAME,
  SS_CLUSTER_TAGS,
  SS_ENABLED_USER_SHUTDOWN,
  SS_FILE_STORAGE_DIR,
  SS_GLUSTER_STORAGE_DIR,
  SS_HVPARAMS_XEN_CHROOT,
  SS_HVPARAMS_XEN_FAKE,
  SS_HVPARAMS_XEN_KVM,
  SS_HVPARAMS_XEN_LXC,
  SS_HVPARAMS_XEN_HVM,
  SS_HVPARAMS_XEN_PVM,
  SS_HYPERVISOR_LIST,
  SS_INSTANCE_LIST,
  SS_MAINTAIN_NODE_HEALTH,
  SS_MASTER_CANDIDATES,
  SS_MASTER_CANDIDATES_CERTS,
  SS_MASTER_CANDIDATES_IPS,
  SS_MASTER_IP,
  SS_MASTER_NETDEV,
  SS_MASTER_NETMASK,
  SS_MASTER_NODE,
  SS_NETWORKS,
  SS_NODE_LIST,
  SS_NODE_PRIMARY_IPS,
  SS_NODE_SECONDARY_IPS,
  SS_NODE_VM_CAPABLE,
  SS_NODEGROUPS,
  SS_OFFLINE_NODES,
  SS_ONLINE_NODES,
  SS_PRIMARY_IP_FAMILY,
  SS_RELEASE_VERSION,
  SS_SHARED_FILE_STORAGE_DIR,
  SS_SSH_PORTS,
  SS_UID_POOL,
] as const;
