import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const migrate = { OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web', target_node: 'node3' } as const;
const shared = () => labConfig([{ name: 'web', template: 'sharedfile' }]);

async function lab(config = shared()): Promise<Lab> {
  const l = await Lab.open(config);
  l.rpc.answer('instance_info', { memory: 128, vcpus: 1, state: 0, time: 0 });
  return l;
}

describe('LUInstanceMigrate', () => {
  it('sends the guest to the target in the order and words of the original', async () => {
    const l = await lab();
    await l.run(migrate);
    assert.deepEqual(l.rpc.trace, [
      'node_info@node3',
      'bridges_exist@node3',
      'instance_migratable@node2',
      'instance_info@node2',
      'node_info@node2',
      'node_info@node3',
      'migration_info@node2',
      'blockdev_close@node3',
      'blockdev_open@node2',
      'blockdev_open@node3',
      'accept_instance@node3',
      'instance_migrate@node2',
      'instance_get_migration_status@node2',
      'instance_finalize_migration_src@node2',
      'instance_finalize_migration_dst@node3',
      'blockdev_close@node2',
      'blockdev_open@node3',
    ]);
    assert.deepEqual(l.lines, [
      'Migrating instance web.example.com',
      "* checking that the target's disks are up to date",
      '* closing instance disks on node node3.example.com',
      '* opening instance disks on node node2.example.com in shared mode',
      '* opening instance disks on node node3.example.com in shared mode',
      '* preparing node3.example.com to accept the instance',
      '* migrating instance to node3.example.com',
      '* starting memory transfer',
      '* memory transfer complete',
      '* closing instance disks on node node2.example.com',
      '* opening instance disks on node node3.example.com in exclusive mode',
      '* done',
    ]);
    assert.equal(l.cfg.instances['web']?.primary_node, 'node3');
    assert.deepEqual(
      l.rpc.argsOf('instance_migrate').map(({ target, live, cluster_name }) => [target, live, cluster_name]),
      [['192.0.2.3', true, 'cluster.example.com']],
    );
  });

  it('pauses the guest when asked to', async () => {
    const l = await lab();
    await l.run({ ...migrate, mode: 'non-live' });
    assert.equal(l.rpc.argsOf('instance_migrate')[0]?.live, false);
  });

  it('waits for the memory, and tells how far it is', async () => {
    const l = await lab();
    const states = ['active', 'active', 'completed'];
    l.rpc.answer('instance_get_migration_status', () => {
      l.clock.time += 6000;
      return { status: states.shift() ?? 'completed', transferred_ram: 1, total_ram: 4 };
    });
    await l.run(migrate);
    assert.equal(l.rpc.argsOf('instance_get_migration_status').length, 3);
    assert.ok(l.lines.includes('* memory transfer progress: 25.00 %'));
  });

  it('shrinks a guest that is too large for the target, unless that is forbidden', async () => {
    const l = await lab();
    l.rpc.answer('instance_info', { memory: 1024, vcpus: 1, state: 0, time: 0 });
    l.rpc.answer('node_info', ['boot', null, [{ memory_free: 512 }]]);
    await assert.rejects(
      l.run({ ...migrate, allow_runtime_changes: false }),
      /Instance web\.example\.com does not fit into the free memory of node node3\.example\.com \(512 MiB free, 1024 MiB needed\) and may not be ballooned down/,
    );
    await l.run(migrate);
    assert.deepEqual(
      l.rpc.argsOf('instance_balloon_memory').map((a) => a.memory),
      [512],
    );
  });

  it('puts disks back and leaves the instance where it was when the transfer fails', async () => {
    for (const failing of ['accept_instance', 'instance_migrate', 'instance_get_migration_status'] as const) {
      const l = await lab();
      l.rpc.fail(failing, 'broken pipe');
      await assert.rejects(l.run(migrate), /Could not (pre-)?migrate instance web.example.com: broken pipe/, failing);
      assert.deepEqual(l.rpc.trace.slice(-4), [
        'instance_finalize_migration_dst@node3',
        'instance_finalize_migration_src@node2',
        'blockdev_close@node3',
        'blockdev_open@node2',
      ]);
      assert.deepEqual(
        l.rpc.argsOf('instance_finalize_migration_src').map((a) => a.success),
        [false],
      );
      assert.equal(l.cfg.instances['web']?.primary_node, 'node2');
    }
  });

  it('keeps the primary node whatever call fails before the guest has moved', async () => {
    const whole = await lab();
    await whole.run(migrate);
    const moved = whole.rpc.calls.findIndex((c) => c.call === 'instance_finalize_migration_dst');
    for (const [at, { call }] of whole.rpc.calls.entries()) {
      if (call === 'hooks_runner' || at > moved) continue;
      const l = await lab();
      l.rpc.failAt = (i) => (i === at ? 'injected' : undefined);
      await assert.rejects(l.run(migrate), /injected/, call);
      assert.equal(l.cfg.instances['web']?.primary_node, 'node2', call);
    }
  });

  it('lets an allocator choose the target', async () => {
    const l = await lab();
    await l.run({ OP_ID: 'OP_INSTANCE_MIGRATE', instance_name: 'web', iallocator: 'hail' });
    assert.equal(l.cfg.instances['web']?.primary_node, 'node3');
    assert.deepEqual(
      l.requests.map((r) => [r.name, r.request['type'], r.request['relocate_from']]),
      [['hail', 'relocate', ['node2.example.com']]],
    );
  });

  it('fails over a stopped instance where that is allowed', async () => {
    const l = await lab(labConfig([{ name: 'web', template: 'sharedfile', state: 'down' }]));
    await l.run({ ...migrate, allow_failover: true });
    assert.equal(l.cfg.instances['web']?.primary_node, 'node3');
    assert.ok(l.lines.includes(' - INFO: The instance is down or offline: failing over, as allowed'));
    assert.ok(!l.rpc.trace.includes('instance_migrate@node2'));
  });

  const refusals: readonly (readonly [string, () => ReturnType<typeof labConfig>, object, RegExp])[] = [
    [
      'disks that only one node reaches',
      () => labConfig([{ name: 'web', template: 'file' }]),
      {},
      /Instance's disk layout 'file' does not allow migrations/,
    ],
    [
      'its own primary node as target',
      shared,
      { target_node: 'node2' },
      /Cannot migrate instance web.example.com to its primary \(node2.example.com\)/,
    ],
    ['an unknown target', shared, { target_node: 'node9' }, /Node 'node9' not known/],
    [
      'neither target nor allocator',
      shared,
      { target_node: null },
      /Neither node nor iallocator given, and the cluster has no default one; give a node \(-n\) or an iallocator \(-I\), or set one with 'gnt-cluster modify --default-iallocator'/,
    ],
    ['both ways of saying how', shared, { live: true, mode: 'live' }, /'live' and 'mode' exclude each other/],
    [
      'a drained target',
      () =>
        labConfig([{ name: 'web', template: 'sharedfile' }], (c) =>
          Object.assign(c.nodes['node3']!, { drained: true, master_candidate: false }),
        ),
      {},
      /Can't use drained node node3.example.com/,
    ],
  ];
  for (const [what, config, change, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const l = await lab(config());
      await assert.rejects(l.run({ ...migrate, ...change }), message);
      assert.equal(l.cfg.instances['web']?.primary_node, 'node2');
    });
  }

  it('refuses to move an instance that does not run', async () => {
    const l = await lab();
    l.rpc.answer('instance_info', {});
    await assert.rejects(l.run(migrate), /is not running on node node2.example.com; start it, or fail it over/);
  });

  describe('cleaning up', () => {
    const cleanup = { ...migrate, cleanup: true };
    it('follows a guest that runs on the target', async () => {
      const l = await lab();
      l.rpc.answer('instance_list', (node) => (node === 'node3' ? ['web.example.com'] : []));
      await l.run(cleanup);
      assert.equal(l.cfg.instances['web']?.primary_node, 'node3');
      assert.ok(l.rpc.trace.includes('blockdev_close@node2'));
    });
    it('confirms one that runs on its primary node', async () => {
      const l = await lab();
      l.rpc.answer('instance_list', (node) => (node === 'node2' ? ['web.example.com'] : []));
      await l.run(cleanup);
      assert.equal(l.cfg.instances['web']?.primary_node, 'node2');
      assert.ok(l.lines.includes('* the instance does run on its primary node2.example.com'));
    });
    it('ends a migration that left something on both nodes', async () => {
      const l = await lab();
      let aborted = false;
      l.rpc.answer('instance_finalize_migration_dst', () => {
        aborted = true;
        return null;
      });
      l.rpc.answer('instance_list', (node) =>
        node === 'node2' ? ['web.example.com'] : node === 'node3' && !aborted ? ['web.example.com--incoming'] : [],
      );
      await l.run(cleanup);
      assert.equal(l.cfg.instances['web']?.primary_node, 'node2');
      assert.deepEqual(
        l.rpc.argsOf('instance_finalize_migration_dst').map((a) => a.success),
        [false],
      );
    });
    it('refuses when the guest runs nowhere', async () => {
      const l = await lab();
      await assert.rejects(
        l.run(cleanup),
        /No node runs the instance; 'gnt-instance stop' shuts its disks down in order, after that start it again/,
      );
    });
  });
});

describe('LUInstanceFailover', () => {
  const failover = { OP_ID: 'OP_INSTANCE_FAILOVER', instance_name: 'web', target_node: 'node3' } as const;

  it('stops the instance here and starts it there', async () => {
    const l = await lab();
    await l.run(failover);
    assert.deepEqual(l.rpc.trace, [
      'node_info@node3',
      'bridges_exist@node3',
      'instance_shutdown@node2',
      'blockdev_close@node2',
      'blockdev_shutdown@node2',
      'blockdev_assemble@node3',
      'blockdev_assemble@node3',
      'instance_start@node3',
    ]);
    const { primary_node, admin_state, disks_active } = l.cfg.instances['web']!;
    assert.deepEqual([primary_node, admin_state, disks_active], ['node3', 'up', true]);
  });

  it('goes on when the source is offline, and says what to make sure of', async () => {
    const l = await lab();
    await l.change((c) => Object.assign(c.nodes['node2']!, { offline: true, master_candidate: false }));
    await l.run(failover);
    assert.deepEqual(l.rpc.trace, [
      'node_info@node3',
      'bridges_exist@node3',
      'blockdev_assemble@node3',
      'blockdev_assemble@node3',
      'instance_start@node3',
    ]);
    assert.ok(l.lines.some((line) => line.includes('make sure that node node2.example.com is down')));
    assert.equal(l.cfg.instances['web']?.primary_node, 'node3');
  });

  it('keeps the instance where it is when it cannot be stopped, unless consistency is to be ignored', async () => {
    const l = await lab();
    l.rpc.fail('instance_shutdown', 'no answer');
    await assert.rejects(
      l.run(failover),
      /Could not shutdown instance web.example.com on node node2.example.com: no answer/,
    );
    assert.equal(l.cfg.instances['web']?.primary_node, 'node2');
    await l.run({ ...failover, ignore_consistency: true });
    assert.equal(l.cfg.instances['web'].primary_node, 'node3');
  });

  it('only moves a stopped instance', async () => {
    const l = await lab(labConfig([{ name: 'web', template: 'sharedfile', state: 'down' }]));
    await l.run(failover);
    assert.ok(!l.rpc.trace.some((c) => c.startsWith('instance_start')));
    assert.equal(l.cfg.instances['web']?.primary_node, 'node3');
  });

  it('refuses disks that only one node reaches', async () => {
    const l = await lab(labConfig([{ name: 'web', template: 'file' }]));
    await assert.rejects(l.run(failover), /Instance's disk layout 'file' does not allow failovers/);
  });
});
