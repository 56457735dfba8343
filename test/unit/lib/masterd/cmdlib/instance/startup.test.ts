import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const start = { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'web' } as const;
const down = () => labConfig([{ name: 'web', state: 'down' }]);

describe('LUInstanceStartup', () => {
  it('checks the node, assembles the disks and starts the instance on its primary node', async () => {
    const lab = await Lab.open(down());
    assert.equal(await lab.run(start), null);
    assert.deepEqual(lab.rpc.trace, [
      'bridges_exist@node2',
      'instance_info@node2',
      'node_info@node2',
      'blockdev_assemble@node2',
      'blockdev_assemble@node2',
      'instance_start@node2',
    ]);
    const { admin_state, disks_active } = lab.cfg.instances['web']!;
    assert.deepEqual([admin_state, disks_active], ['up', true]);
    const [started] = lab.rpc.argsOf('instance_start');
    assert.equal(started?.instance_hvp_bep.admin_state, 'up');
    assert.deepEqual(started.instance_hvp_bep.hvparams, { migration_mode: 'live' });
  });

  it('hands parameters of this start to the node without keeping them', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...start, beparams: { memory: '256M' } });
    assert.equal(lab.rpc.argsOf('instance_start')[0]?.instance_hvp_bep.beparams['maxmem'], 256);
    assert.deepEqual(lab.cfg.instances['web']?.beparams, {});
  });

  it('runs the hooks on the master and the nodes of the instance', async () => {
    const lab = await Lab.open(down());
    await lab.run(start);
    const hooks = lab.rpc.calls
      .filter((c) => c.call === 'hooks_runner')
      .map((c) => `${String(c.args['hpath'])}-${String(c.args['phase'])}@${c.node}`);
    assert.deepEqual(hooks.slice(0, 4), [
      'instance-start-pre@node1',
      'instance-start-pre@node2',
      'instance-start-post@node1',
      'instance-start-post@node2',
    ]);
    const env = lab.rpc.argsOf('hooks_runner')[0]?.env ?? {};
    assert.deepEqual(
      [env['GANETI_FORCE'], env['GANETI_INSTANCE_STATUS'], env['GANETI_INSTANCE_NIC0_BRIDGE']],
      ['False', 'down', 'br0'],
    );
  });

  for (const [what, change, message] of [
    ['an unknown instance', (l: Lab) => l.change((c) => delete c.instances['web']), /Instance 'web' not known/],
    [
      'an instance that is out of use',
      (l: Lab) => l.change((c) => (c.instances['web']!.admin_state = 'offline')),
      /is marked to be offline, can't use instance from outside down, up states/,
    ],
    [
      'an offline primary node',
      (l: Lab) => l.change((c) => (c.nodes['node2']!.offline = true)),
      /Can't use offline node: node2.example.com/,
    ],
  ] as const) {
    it(`refuses ${what} before any node is asked`, async () => {
      const lab = await Lab.open(down());
      await change(lab);
      await assert.rejects(lab.run(start), message);
      assert.deepEqual(lab.rpc.trace, []);
    });
  }

  it('refuses a node without enough memory', async () => {
    const lab = await Lab.open(down());
    lab.rpc.answer('node_info', ['boot', null, [{ memory_free: 100 }]]);
    await assert.rejects(lab.run(start), {
      name: 'OpPrereqError',
      args: [
        'Node node2.example.com has too little free memory for starting instance web.example.com: needed 128 MiB, available 100 MiB',
        'insufficient_resources',
      ],
    });
    assert.equal(lab.cfg.instances['web']?.admin_state, 'down');
  });

  it('says which parameter is unknown', async () => {
    const lab = await Lab.open(down());
    await assert.rejects(lab.run({ ...start, hvparams: { nosuch: 1 } }), /Unknown parameter 'nosuch'/);
  });

  it('takes the disks down again when the hypervisor refuses, and leaves the instance marked as up', async () => {
    const lab = await Lab.open(down());
    lab.rpc.fail('instance_start', 'no /dev/kvm');
    await assert.rejects(lab.run(start), /Could not start instance 'web.example.com': no \/dev\/kvm/);
    assert.equal(lab.rpc.trace.at(-1), 'blockdev_shutdown@node2');
    const { admin_state, disks_active } = lab.cfg.instances['web']!;
    assert.deepEqual([admin_state, disks_active], ['up', false]);
  });

  it('only records the state when the primary node is offline and that is to be ignored', async () => {
    const lab = await Lab.open(down());
    await lab.change((c) => (c.nodes['node2']!.offline = true));
    await lab.run({ ...start, ignore_offline_nodes: true });
    assert.deepEqual(lab.rpc.trace, []);
    assert.equal(lab.cfg.instances['web']?.admin_state, 'up');
    assert.deepEqual(lab.lines, [
      ' - WARNING: Ignoring offline primary node',
      ' - INFO: The primary node is offline; the instance is only marked as started',
    ]);
  });

  it('leaves the state alone when it is not to be remembered', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...start, no_remember: true });
    assert.equal(lab.cfg.instances['web']?.admin_state, 'down');
  });

  it('fails whatever call fails, with the state the original leaves', async () => {
    const whole = await Lab.open(down());
    await whole.run(start);
    for (let at = 0; at < whole.rpc.calls.length; at++) {
      const lab = await Lab.open(down());
      lab.rpc.failAt = (i) => (i === at ? 'injected' : undefined);
      const failing = whole.rpc.calls[at]!.call;
      if (failing === 'hooks_runner') continue;
      await assert.rejects(lab.run(start), failing === 'blockdev_assemble' ? /Disk consistency error/ : /injected/);
      const before = ['bridges_exist', 'instance_info', 'node_info'].includes(failing);
      assert.equal(lab.cfg.instances['web']?.admin_state, before ? 'down' : 'up', failing);
      assert.equal(lab.cfg.instances['web'].disks_active, false, failing);
    }
  });
});
