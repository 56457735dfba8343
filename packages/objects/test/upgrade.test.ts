import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { upgradeObjects } from '../src/index.js';

type Json = Record<string, unknown>;
const at = (value: unknown, ...path: string[]): Json => path.reduce((o, key) => o[key] as Json, value as Json);

describe('upgradeObjects', () => {
  const old = {
    cluster: {
      default_hypervisor: 'kvm',
      enabled_hypervisors: ['fake', 'kvm'],
      default_bridge: 'br9',
      volume_group_name: 'xenvg',
      beparams: { default: { memory: 256 } },
      ndparams: { oob_program: null },
      ipolicy: { 'disk-templates': ['drbd', 'rbd'] },
    },
    nodes: { n: { uuid: 'n', name: 'n', ndparams: { exclusive_storage: true } } },
    nodegroups: {},
    instances: {
      i: {
        uuid: 'i',
        admin_state: 'up',
        hvparams: { migration_port: 1, acpi: true },
        beparams: { memory: 64 },
        nics: [{ mac: 'm' }],
      },
    },
    disks: {},
  };
  let count = 0;
  const result = upgradeObjects(old, { now: 5, uuid: () => `u${String((count += 1))}` });

  it('leaves the given one alone', () => {
    assert.equal(old.cluster.default_bridge, 'br9');
    assert.deepEqual(old.nodegroups, {});
  });

  it('fills the cluster', () => {
    const cluster = at(result, 'cluster');
    assert.deepEqual(cluster['enabled_hypervisors'], ['kvm', 'fake']);
    assert.equal(at(cluster, 'nicparams', 'default')['link'], 'br9');
    assert.deepEqual(
      [at(cluster, 'beparams', 'default')['minmem'], at(cluster, 'beparams', 'default')['maxmem']],
      [256, 256],
    );
    assert.ok(!('memory' in at(cluster, 'beparams', 'default')));
    assert.equal(at(cluster, 'ndparams')['oob_program'], '');
    assert.equal(at(cluster, 'hvparams', 'kvm')['migration_port'], 8102);
    assert.deepEqual(cluster['enabled_disk_templates'], ['diskless', 'drbd', 'plain']);
    assert.deepEqual(at(cluster, 'ipolicy')['disk-templates'], ['drbd']);
    assert.equal(cluster['drbd_usermode_helper'], '/bin/true');
    assert.equal(cluster['master_netmask'], 32);
    assert.ok(!('default_bridge' in cluster) && !('default_hypervisor' in cluster));
  });

  it('makes a group when there is none and puts nodes into it', () => {
    const [uuid = ''] = Object.keys(at(result, 'nodegroups'));
    assert.equal(at(result, 'nodegroups', uuid)['name'], 'default');
    assert.equal(at(result, 'nodes', 'n')['group'], uuid);
    assert.deepEqual(at(result, 'nodes', 'n')['ndparams'], {});
  });

  it('fills instances and takes cluster-wide parameters from them', () => {
    const instance = at(result, 'instances', 'i');
    assert.deepEqual(instance['hvparams'], { acpi: true });
    assert.deepEqual(instance['beparams'], { minmem: 64, maxmem: 64 });
    assert.equal(instance['disks_active'], true);
    assert.match(String((instance['nics'] as Json[])[0]?.['uuid']), /^u\d$/);
  });

  it('changes nothing the second time', () => {
    assert.deepEqual(upgradeObjects(result, { now: 9, uuid: () => 'never' }), result);
  });
});
