import type { ConfigData, Node } from '@gnt/objects';
import { anyClass, configDataClass, objectText } from '@gnt/objects';
import { initialConfig } from '../../lib/config/initial.js';
import type { SeededRandom } from './random.js';

const NOW = 1_799_999_000;

/** Name, UUID and address of the n-th node, from 1 on. */
export function nodeName(n: number): string {
  return `node${n}.sim`;
}
export function nodeUuid(n: number): string {
  return `node${n}`;
}
export function nodeAddress(n: number): string {
  return `192.0.2.${n}`;
}

/** Memory of a node and room of its volume group, in MiB. */
export const NODE_MEMORY = 16_384;
export const NODE_DISK = 200_000;
export const VOLUME_GROUP = 'xenvg';

/** A cluster of some nodes without instances, whose first node is the master. */
export function clusterConfig(nodes: number, random: SeededRandom): ConfigData {
  const data = initialConfig(
    {
      rsahostkeypub: 'AAAA',
      dsahostkeypub: '',
      mac_prefix: 'aa:00:01',
      master_ip: '192.0.2.200',
      master_netdev: 'eth0',
      master_netmask: 32,
      cluster_name: 'cluster.sim',
      file_storage_dir: '/srv/ganeti/file-storage',
      shared_file_storage_dir: '/srv/ganeti/shared-file-storage',
      gluster_storage_dir: '/var/run/ganeti/gluster',
      enabled_hypervisors: ['fake'],
      enabled_disk_templates: ['drbd', 'plain', 'sharedfile', 'diskless'],
      candidate_pool_size: 3,
      modify_etc_hosts: false,
      modify_ssh_setup: false,
      maintain_node_health: false,
      uid_pool: [],
      default_iallocator: '',
      default_iallocator_params: {},
      primary_ip_family: 2,
      prealloc_wipe_disks: false,
      use_external_mip_script: false,
      install_image: '',
      zeroing_image: '',
      compression_tools: ['gzip'],
      enabled_user_shutdown: false,
      ssh_key_type: 'rsa',
      ssh_key_bits: 2048,
      volume_group_name: VOLUME_GROUP,
      drbd_usermode_helper: '/bin/true',
      hvparams: {},
      beparams: {},
      nicparams: { link: 'br0' },
      ndparams: {},
      diskparams: {},
      ipolicy: {},
      hv_state: null,
      disk_state: null,
    },
    { name: nodeName(1), primary_ip: nodeAddress(1), secondary_ip: nodeAddress(1) },
    NOW,
    random,
  );
  const [first] = Object.values(data.nodes);
  const [group] = Object.values(data.nodegroups);
  if (!first || !group) throw new Error('a new cluster has a node and a group');
  const make = (n: number): Node => ({
    ...structuredClone(first),
    uuid: nodeUuid(n),
    name: nodeName(n),
    primary_ip: nodeAddress(n),
    secondary_ip: nodeAddress(n),
    master_candidate: n <= 3,
  });
  const all = Array.from({ length: nodes }, (_, i) => make(i + 1));
  data.nodes = Object.fromEntries(all.map((node) => [node.uuid, node]));
  data.cluster.master_node = nodeUuid(1);
  data.cluster.candidate_certs = Object.fromEntries(
    all.filter((n) => n.master_candidate).map((n) => [n.uuid, `${n.uuid}-digest`]),
  );
  data.networks = {
    net1: {
      uuid: 'net1',
      name: 'pool',
      network: '198.51.100.0/26',
      gateway: '198.51.100.1',
      reservations: '0'.repeat(64),
      ext_reservations: `11${'0'.repeat(61)}1`,
      ctime: NOW,
      mtime: NOW,
      serial_no: 1,
      tags: [],
    },
  };
  group.networks = { net1: { mode: 'bridged', link: 'br0', vlan: '' } };
  return data;
}

const text = objectText(anyClass(configDataClass));

/** The text of a config.data file. */
export function configText(data: ConfigData): string {
  return text(data);
}
