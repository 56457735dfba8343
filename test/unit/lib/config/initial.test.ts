import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { anyClass, configDataClass, objectText } from '@gnt/objects';
import { initialConfig, type InitialCluster } from '../../../../lib/config/initial.js';
import { parseConfig } from '../../../../lib/config/load.js';
import { verifyConfig } from '../../../../lib/config/verify/index.js';
import { CountingRandom, recordedConfig } from '../../../support/config-data.js';

const recorded = recordedConfig().cluster;

const given: InitialCluster = {
  rsahostkeypub: 'AAAA',
  dsahostkeypub: '',
  mac_prefix: 'aa:00:01',
  master_ip: '10.77.0.100',
  master_netdev: 'br0',
  master_netmask: 32,
  cluster_name: 'cluster.peer.test',
  file_storage_dir: '/srv/ganeti/file-storage',
  shared_file_storage_dir: '/srv/ganeti/shared-file-storage',
  gluster_storage_dir: '/var/run/ganeti/gluster',
  enabled_hypervisors: ['fake', 'kvm'],
  enabled_disk_templates: ['file', 'sharedfile', 'diskless'],
  candidate_pool_size: 10,
  modify_etc_hosts: false,
  modify_ssh_setup: false,
  maintain_node_health: false,
  uid_pool: [],
  default_iallocator: 'hail',
  default_iallocator_params: {},
  primary_ip_family: 2,
  prealloc_wipe_disks: false,
  use_external_mip_script: false,
  install_image: '',
  zeroing_image: '',
  compression_tools: ['gzip', 'gzip-fast', 'gzip-slow'],
  enabled_user_shutdown: false,
  ssh_key_type: 'rsa',
  ssh_key_bits: 2048,
  volume_group_name: null,
  drbd_usermode_helper: null,
  hvparams: { kvm: { kernel_path: '', kvm_flag: 'disabled', vhost_net: false, vnc_bind_address: '0.0.0.0' } },
  beparams: {},
  nicparams: { link: 'br0' },
  ndparams: {},
  diskparams: {},
  ipolicy: {},
  hv_state: null,
  disk_state: null,
};
const node = { name: 'node1.peer.test', primary_ip: '10.77.0.1', secondary_ip: '10.77.0.1' };

describe('initialConfig', () => {
  const cfg = initialConfig(given, node, 1_800_000_000.5, new CountingRandom());

  it('is a configuration that loads and verifies', () => {
    const text = objectText(anyClass(configDataClass))(cfg);
    assert.deepEqual(verifyConfig(parseConfig(text, 'config.data')), []);
  });

  it('has what a cluster made by the original has', () => {
    const differ = [
      'rsahostkeypub',
      'highest_used_port',
      'reserved_lvs',
      'master_node',
      'os_hvp',
      'osparams',
      'candidate_pool_size',
      'ipolicy',
      'candidate_certs',
    ];
    const changedSince = [
      'max_running_jobs',
      'max_tracked_jobs',
      'data_collectors',
      'ctime',
      'mtime',
      'uuid',
      'serial_no',
      'tags',
    ];
    for (const [key, value] of Object.entries(recorded)) {
      if (differ.includes(key) || changedSince.includes(key)) continue;
      assert.deepEqual(cfg.cluster[key as keyof typeof cfg.cluster], value, key);
    }
    assert.deepEqual(Object.keys(cfg.cluster).sort(), Object.keys(recorded).sort());
  });

  it('allows the enabled disk templates only', () => {
    assert.deepEqual(cfg.cluster.ipolicy['disk-templates'], ['file', 'sharedfile', 'diskless']);
  });

  it('puts DRBD metadata into the volume group given', () => {
    const lvm = initialConfig(
      { ...given, volume_group_name: 'vg0', enabled_disk_templates: ['drbd', 'plain'] },
      node,
      1,
      new CountingRandom(),
    );
    assert.equal(lvm.cluster.diskparams['drbd']?.['metavg'], 'vg0');
    assert.equal(lvm.cluster.drbd_usermode_helper, '/bin/true');
    assert.equal(lvm.cluster.volume_group_name, 'vg0');
  });
});
