/** Everything `gnt-cluster init` may be told; names follow the opcode parameters of cluster modify. */
export interface InitOptions {
  readonly cluster_name: string;
  readonly enabled_hypervisors: readonly string[];
  readonly enabled_disk_templates: readonly string[];
  readonly mac_prefix: string;
  readonly master_netdev: string;
  /** Prefix length; null takes the whole address (32 or 128). */
  readonly master_netmask: number | null;
  readonly secondary_ip: string | null;
  readonly primary_ip_version: 4 | 6;
  /** null: no LVM. */
  readonly volume_group_name: string | null;
  readonly drbd_usermode_helper: string | null;
  readonly file_storage_dir: string | null;
  readonly shared_file_storage_dir: string | null;
  readonly gluster_storage_dir: string | null;
  readonly hvparams: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly beparams: Readonly<Record<string, unknown>>;
  readonly nicparams: Readonly<Record<string, unknown>>;
  readonly ndparams: Readonly<Record<string, unknown>> | null;
  readonly diskparams: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly ipolicy: Readonly<Record<string, unknown>>;
  readonly hv_state: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
  readonly disk_state: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
  readonly candidate_pool_size: number;
  readonly uid_pool: readonly (readonly [number, number])[];
  readonly default_iallocator: string | null;
  readonly default_iallocator_params: Readonly<Record<string, unknown>>;
  readonly maintain_node_health: boolean;
  readonly prealloc_wipe_disks: boolean;
  readonly use_external_mip_script: boolean;
  readonly install_image: string;
  readonly zeroing_image: string;
  readonly compression_tools: readonly string[];
  readonly enabled_user_shutdown: boolean;
  /** Adds this host to /etc/hosts. */
  readonly modify_etc_hosts: boolean;
  /** Creates root's SSH key and authorises it. */
  readonly modify_ssh_setup: boolean;
  readonly ssh_key_type: 'rsa' | 'dsa' | 'ecdsa';
  readonly ssh_key_bits: number;
}
