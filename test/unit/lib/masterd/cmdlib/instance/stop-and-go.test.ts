import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GivenOpcode } from '@gnt/opcodes';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const name = { instance_name: 'web' } as const;
const up = () => labConfig([{ name: 'web' }]);

describe('LUInstanceShutdown', () => {
  const stop = { OP_ID: 'OP_INSTANCE_SHUTDOWN', ...name } as const;

  it('asks the node and takes the disks down', async () => {
    const lab = await Lab.open(up());
    await lab.run({ ...stop, timeout: 30 });
    assert.deepEqual(lab.rpc.trace, ['instance_shutdown@node2', 'blockdev_shutdown@node2']);
    assert.equal(lab.rpc.argsOf('instance_shutdown')[0]?.timeout, 30);
    const { admin_state, disks_active, admin_state_source } = lab.cfg.instances['web']!;
    assert.deepEqual([admin_state, disks_active, admin_state_source], ['down', false, 'admin']);
  });

  it('remembers that it was to be down when the node fails', async () => {
    const lab = await Lab.open(up());
    lab.rpc.fail('instance_shutdown', 'hangs');
    await assert.rejects(
      lab.run(stop),
      /Could not shutdown instance 'web': hangs|Could not shutdown instance 'web.example.com': hangs/,
    );
    assert.equal(lab.cfg.instances['web']?.admin_state, 'down');
  });

  it('only records the state of an instance on an offline node when that is asked for', async () => {
    const lab = await Lab.open(up());
    await lab.change((c) => Object.assign(c.nodes['node2']!, { offline: true, master_candidate: false }));
    await assert.rejects(lab.run(stop), /Can't use offline node: node2.example.com/);
    await lab.run({ ...stop, ignore_offline_nodes: true });
    assert.deepEqual([lab.rpc.trace, lab.cfg.instances['web']?.admin_state], [[], 'down']);
  });

  it('believes a report that the user has shut it down only when the node confirms it', async () => {
    const lab = await Lab.open(up());
    lab.rpc.answer('instance_info', { memory: 128, vcpus: 1, state: 0, time: 0 });
    await assert.rejects(
      lab.run({ ...stop, admin_state_source: 'user' }),
      /Instance 'web\.example\.com' was not stopped by its user/,
    );
    lab.rpc.answer('instance_info', { memory: 128, vcpus: 1, state: 1, time: 0 });
    await lab.run({ ...stop, admin_state_source: 'user' });
    assert.equal(lab.cfg.instances['web']?.admin_state_source, 'user');
  });
});

describe('LUInstanceReboot', () => {
  const reboot = { OP_ID: 'OP_INSTANCE_REBOOT', ...name } as const;
  const running = { memory: 128, vcpus: 1, state: 0, time: 0 };

  it('leaves hard and soft reboots to the hypervisor', async () => {
    const lab = await Lab.open(up());
    lab.rpc.answer('instance_info', running);
    await lab.run({ ...reboot, reboot_type: 'hard' });
    assert.deepEqual(lab.rpc.trace, ['bridges_exist@node2', 'instance_info@node2', 'instance_reboot@node2']);
  });

  it('stops and starts for a full reboot', async () => {
    const lab = await Lab.open(up());
    lab.rpc.answer('instance_info', running);
    await lab.run({ ...reboot, reboot_type: 'full' });
    assert.deepEqual(lab.rpc.trace.slice(2), [
      'instance_shutdown@node2',
      'blockdev_shutdown@node2',
      'blockdev_assemble@node2',
      'blockdev_assemble@node2',
      'instance_start@node2',
    ]);
  });

  it('starts an instance that is down', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web', state: 'down' }]));
    await lab.run({ ...reboot, reboot_type: 'hard' });
    assert.ok(lab.rpc.trace.includes('instance_start@node2'));
    assert.equal(lab.cfg.instances['web']?.admin_state, 'up');
    assert.ok(lab.lines.includes(' - INFO: Instance web.example.com was already stopped, starting now'));
  });

  it('fails with the disks down when the start does', async () => {
    const lab = await Lab.open(up());
    lab.rpc.fail('instance_start', 'boom');
    await assert.rejects(
      lab.run({ ...reboot, reboot_type: 'full' }),
      /A full reboot: the instance could not be started: boom/,
    );
    assert.equal(lab.cfg.instances['web']?.disks_active, false);
  });
});

describe('LUInstanceRemove', () => {
  const remove = { OP_ID: 'OP_INSTANCE_REMOVE', ...name } as const;

  it('stops the instance, removes its disks, and gives port and address back', async () => {
    const config = labConfig([{ name: 'web', more: { network_port: 11003 } }]);
    const lab = await Lab.open(config);
    await lab.run(remove);
    assert.deepEqual(lab.rpc.trace, [
      'instance_shutdown@node2',
      'blockdev_remove@node2',
      'file_storage_dir_remove@node2',
    ]);
    assert.deepEqual([lab.cfg.instances, lab.cfg.disks, lab.cfg.cluster.tcpudp_port_pool], [{}, {}, [11003]]);
  });

  it('tells the hooks after it what the instance was', async () => {
    const lab = await Lab.open(up());
    await lab.run(remove);
    const posts = lab.rpc.argsOf('hooks_runner').filter((a) => a.phase === 'post' && a.hpath === 'instance-remove');
    assert.deepEqual(
      posts.map((a) => a.env['GANETI_POST_INSTANCE_NAME']),
      ['web.example.com', 'web.example.com'],
    );
  });

  for (const failing of ['instance_shutdown', 'blockdev_remove', 'file_storage_dir_remove'] as const) {
    it(`keeps the instance when ${failing} fails, unless failures are to be ignored`, async () => {
      const lab = await Lab.open(up());
      lab.rpc.fail(failing, 'no');
      await assert.rejects(lab.run(remove), /Could not shutdown instance|Can't remove instance's disks/);
      assert.ok(lab.cfg.instances['web']);
      await lab.run({ ...remove, ignore_failures: true });
      assert.deepEqual(lab.cfg.instances, {});
    });
  }

  it('removes a forthcoming instance without asking for its shutdown', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web', state: 'down', more: { forthcoming: true } }]));
    await lab.run(remove);
    assert.ok(!lab.rpc.trace.includes('instance_shutdown@node2'));
    assert.deepEqual(lab.cfg.instances, {});
  });
});

describe('disks of an instance', () => {
  it('activates them and tells their paths', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web', state: 'down' }]));
    lab.rpc.answer('blockdev_assemble', ['/dev/loop0', '/run/disk0', null]);
    assert.deepEqual(await lab.run({ OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS', ...name }), [
      ['node2.example.com', 'disk/0', '/dev/loop0'],
    ]);
    assert.equal(lab.cfg.instances['web']?.disks_active, true);
  });

  it('fails and marks them inactive when one cannot be assembled', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web', state: 'down' }]));
    lab.rpc.fail('blockdev_assemble', 'no file');
    await assert.rejects(lab.run({ OP_ID: 'OP_INSTANCE_ACTIVATE_DISKS', ...name }), /Cannot activate block devices/);
    assert.equal(lab.cfg.instances['web']?.disks_active, false);
  });

  it('refuses to take them from a running instance, unless forced', async () => {
    const lab = await Lab.open(up());
    const deactivate = { OP_ID: 'OP_INSTANCE_DEACTIVATE_DISKS', ...name } as const;
    await assert.rejects(lab.run(deactivate), /is marked to be up, cannot shutdown disks/);
    await lab.run({ ...deactivate, force: true });
    assert.deepEqual(lab.rpc.trace, ['blockdev_shutdown@node2']);
  });
});

describe('LUInstanceConsole', () => {
  const ask = { OP_ID: 'OP_INSTANCE_CONSOLE', ...name } as const;

  it("hands on what the node says of a running instance's console", async () => {
    const lab = await Lab.open(up());
    lab.rpc.answer('instance_list', ['web.example.com']);
    const answer = { instance: 'web.example.com', kind: 'ssh', host: 'node2', user: 'root', command: ['socat'] };
    lab.rpc.answer('instance_console_info', { 'web.example.com': answer });
    assert.deepEqual(await lab.run(ask), answer);
    const request = lab.rpc.argsOf('instance_console_info')[0]?.instances['web.example.com'];
    assert.deepEqual(request?.hvParams, { migration_mode: 'live' });
  });

  it('says in which state an instance is that has none', async () => {
    const lab = await Lab.open(up());
    await assert.rejects(lab.run(ask), /Instance web.example.com is not running \(state ERROR_down\)/);
  });
});

describe('LUInstanceQueryData', () => {
  const ask: GivenOpcode<'OP_INSTANCE_QUERY_DATA'> = { OP_ID: 'OP_INSTANCE_QUERY_DATA', instances: ['web'] };

  it('puts configuration and live state together', async () => {
    const lab = await Lab.open(up());
    lab.rpc.answer('instance_info', { memory: 128, vcpus: 1, state: 0, time: 0 });
    const all = (await lab.run(ask)) as Record<string, Record<string, unknown>>;
    const web = all['web.example.com']!;
    assert.deepEqual(
      [web['run_state'], web['config_state'], web['disk_template'], web['pnode']],
      ['up', 'up', 'file', 'node2.example.com'],
    );
    const [disk] = web['disks'] as Record<string, unknown>[];
    assert.deepEqual(disk?.['pstatus'], ['/srv/disk0', 7, 0, null, null, false, null]);
  });

  it('asks no node for static data', async () => {
    const lab = await Lab.open(up());
    const all = (await lab.run({ ...ask, static: true })) as Record<string, Record<string, unknown>>;
    assert.deepEqual([lab.rpc.trace, all['web.example.com']!['run_state']], [[], null]);
  });

  it('tells what is configured of an instance whose node is offline', async () => {
    const lab = await Lab.open(up());
    await lab.change((c) => Object.assign(c.nodes['node2']!, { offline: true, master_candidate: false }));
    await lab.run(ask);
    assert.ok(lab.lines.some((l) => l.includes('only static data is shown')));
  });
});
