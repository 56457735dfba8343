import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

function alone() {
  return labConfig([], (c) => {
    c.nodes = { node1: c.nodes['node1']! };
    c.cluster.candidate_certs = { node1: '11' };
  });
}

const file = (content: string) => ({
  content: Buffer.from(content),
  mode: 0o100400,
  owner: 'root',
  group: 'root',
  atime: 1,
  mtime: 2,
});

describe('LUClusterPostInit', () => {
  it('runs its hooks on the master and sets up a switch only where one is wanted', async () => {
    const lab = await Lab.open(alone());
    assert.equal(await lab.run({ OP_ID: 'OP_CLUSTER_POST_INIT' }), true);
    assert.deepEqual(lab.rpc.trace, []);
    const post = lab.rpc.argsOf('hooks_runner').filter((a) => a.hpath === 'cluster-init');
    assert.deepEqual(
      post.map((a) => [a.phase, a.env['GANETI_OP_TARGET']]),
      [['post', 'cluster.example.com']],
    );
    await lab.change((c) => Object.assign(c.cluster.ndparams, { ovs: true, ovs_name: 'sw1', ovs_link: '' }));
    await lab.run({ OP_ID: 'OP_CLUSTER_POST_INIT' });
    assert.deepEqual(lab.rpc.trace, ['node_configure_ovs@node1']);
    assert.match(
      lab.lines.join('\n'),
      /Open vSwitch has no physical interface \(ovs_link\) and so no way out of the machine; set one unless that is meant\./,
    );
  });
});

describe('LUClusterDestroy', () => {
  const destroy = { OP_ID: 'OP_CLUSTER_DESTROY' } as const;

  it('runs the last hooks, takes the address down and names the master', async () => {
    const lab = await Lab.open(alone());
    assert.equal(await lab.run(destroy), 'node1');
    assert.deepEqual(lab.rpc.trace, ['node_deactivate_master_ip@node1']);
    assert.ok(lab.rpc.argsOf('hooks_runner').some((a) => a.hpath === 'cluster-destroy' && a.phase === 'post'));
  });

  it('goes on when the address cannot be taken down', async () => {
    const lab = await Lab.open(alone());
    lab.rpc.fail('node_deactivate_master_ip', 'no such device');
    assert.equal(await lab.run(destroy), 'node1');
    assert.match(lab.lines.join('\n'), /WARNING: Error disabling the master IP address: no such device/);
  });

  it('refuses while there are nodes or instances', async () => {
    await assert.rejects((await Lab.open()).run(destroy), /There are still 2 node\(s\) in this cluster\./);
    const config = alone();
    const guest = labConfig([{ name: 'web', node: 'node1', template: 'diskless' }]);
    config.instances = guest.instances;
    await assert.rejects((await Lab.open(config)).run(destroy), /There are still 1 instance\(s\) in this cluster\./);
  });
});

describe('the master’s address', () => {
  for (const [OP_ID, call] of [
    ['OP_CLUSTER_ACTIVATE_MASTER_IP', 'node_activate_master_ip'],
    ['OP_CLUSTER_DEACTIVATE_MASTER_IP', 'node_deactivate_master_ip'],
  ] as const) {
    it(`is changed by ${call} on the master alone`, async () => {
      const lab = await Lab.open();
      await lab.run({ OP_ID });
      assert.deepEqual(lab.rpc.trace, [`${call}@node1`]);
      const { cluster } = lab.cfg;
      const args = lab.rpc.argsOf(call)[0];
      assert.deepEqual(
        [args?.master_params.ip, args?.master_params.netdev],
        [cluster.master_ip, cluster.master_netdev],
      );
      lab.rpc.fail(call, 'busy');
      await assert.rejects(lab.run({ OP_ID }), /ctivate the master IP: busy/);
    });
  }
});

describe('LUClusterRedistConf', () => {
  it('copies the files the master has to all other nodes that are online', async () => {
    const lab = await Lab.open(
      labConfig([], (c) => Object.assign(c.nodes['node3']!, { offline: true, master_candidate: false })),
    );
    lab.machine.files.set('/var/lib/ganeti/hmac.key', file('secret'));
    await lab.run({ OP_ID: 'OP_CLUSTER_REDIST_CONF' });
    assert.deepEqual(lab.rpc.trace, ['upload_file@node2']);
    lab.rpc.fail('upload_file', 'disk full');
    await lab.run({ OP_ID: 'OP_CLUSTER_REDIST_CONF' });
    assert.match(lab.lines.join('\n'), /Copy of file .*hmac.key to node node2.example.com failed: disk full/);
  });
});

describe('questions about the cluster', () => {
  it('are answered for enabled hypervisors', async () => {
    const lab = await Lab.open();
    const info = (await lab.run({ OP_ID: 'OP_CLUSTER_QUERY' })) as Record<string, unknown>;
    assert.equal(info['name'], 'cluster.example.com');
    assert.equal(info['master'], 'node1.example.com');
    assert.deepEqual(Object.keys(info['hvparams'] as object).sort(), ['fake', 'kvm']);
    assert.ok(!('gluster_storage_dir' in info));
  });

  it('are answered field by field', async () => {
    const lab = await Lab.open();
    const output_fields = ['master_node', 'cluster_name'];
    assert.deepEqual(await lab.run({ OP_ID: 'OP_CLUSTER_CONFIG_QUERY', output_fields }), [
      'node1.example.com',
      'cluster.example.com',
    ]);
  });
});

describe('LUClusterRepairDiskSizes', () => {
  const repair = { OP_ID: 'OP_CLUSTER_REPAIR_DISK_SIZES', instances: [] as string[] } as const;
  const MiB = 2 ** 20;

  it('corrects sizes that differ and tells which', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }, { name: 'db' }]));
    lab.rpc.answer('blockdev_getdimensions', (_, { disks }) =>
      disks.map((d) => (d.uuid === 'web-disk0' ? [1028 * MiB, null] : [1024 * MiB, null])),
    );
    assert.deepEqual(await lab.run(repair), [['web.example.com', 0, 'size', 1028]]);
    assert.equal(lab.cfg.disks['web-disk0']?.size, 1028);
    assert.deepEqual(lab.lines, [
      ' - INFO: Disk 0 of instance web.example.com has mismatched size, correcting: recorded 1024, actual 1028',
    ]);
  });

  it('leaves disks alone whose node does not know them', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }]));
    lab.rpc.answer('blockdev_getdimensions', [null]);
    assert.deepEqual(await lab.run({ ...repair, instances: ['web'] }), []);
    lab.rpc.fail('blockdev_getdimensions', 'down');
    assert.deepEqual(await lab.run(repair), []);
    assert.equal(lab.cfg.disks['web-disk0']?.size, 1024);
    assert.equal(lab.lines.length, 2);
  });
});

describe('LUTestDelay', () => {
  const delay = { OP_ID: 'OP_TEST_DELAY', duration: 2, on_master: false } as const;

  it('waits here, on the nodes named, or on the master', async () => {
    const lab = await Lab.open();
    await lab.run(delay);
    assert.deepEqual([lab.rpc.trace, lab.clock.slept], [[], [2000]]);
    await lab.run({ ...delay, on_nodes: ['node3', 'node2'] });
    await lab.run({ ...delay, on_master: true });
    assert.deepEqual(lab.rpc.trace, ['test_delay@node3', 'test_delay@node2', 'test_delay@node1']);
  });

  it('repeats, and says so', async () => {
    const lab = await Lab.open();
    await lab.run({ ...delay, repeat: 2 });
    assert.deepEqual(lab.lines, [' - INFO: Test delay iteration 0/1', ' - INFO: Test delay iteration 1/1']);
  });

  it('refuses no time at all', async () => {
    const lab = await Lab.open();
    await assert.rejects(lab.run({ ...delay, duration: 0 }), /Duration must be greater than zero/);
  });
});
