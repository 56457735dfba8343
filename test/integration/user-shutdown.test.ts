import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { eventually, guestImage, guestObstacle, TestCluster } from '../support/vcluster.js';

const CONTROL = 'var/run/ganeti/kvm-hypervisor/ctrl';

describe('guests that their users switch off', { skip: guestObstacle() }, () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(2, await guestImage());
  });
  after(async () => {
    await vc.destroy();
  });

  const add = (name: string): Promise<string> =>
    vc.ok(
      ...['gnt-instance', 'add', '-t', 'sharedfile', '-o', 'busybox', '-s', '64m', '-B', 'memory=128m,vcpus=1'],
      ...['-n', 'node1', name],
    );
  const statusOf = (name: string): Promise<string> => vc.field(name, 'status');
  const hasEnded = (name: string): Promise<true> =>
    eventually(`${name} ends`, async () => ((await vc.qemus(name)).size === 0 ? true : undefined));
  /** Types at the guest's console until it has ended: a busy guest loses characters. */
  const switchOff = (name: string): Promise<true> =>
    eventually(`${name} switches itself off`, async () => {
      if ((await vc.qemus(name)).size === 0) return true;
      await vc.console('node1', name, 'poweroff');
      return undefined;
    });
  const marked = (name: string): boolean => existsSync(vc.path('node1', CONTROL, `${name}.shutdown`));

  it('are in error while the cluster does not let them', async () => {
    await add('web');
    await vc.guest('node1', 'web');
    assert.equal(existsSync(vc.path('node1', 'var/run/ganeti/ganeti-kvmd.pid')), false);
    await switchOff('web');
    assert.equal(await statusOf('web'), 'ERROR_down');
    await vc.ok('gnt-instance', 'startup', 'web');
  });

  it('are watched as soon as the cluster lets them, those that run already too', async () => {
    await vc.guest('node1', 'web');
    await vc.ok('gnt-cluster', 'modify', '--user-shutdown', 'yes', '-H', 'kvm:user_shutdown=True');
    await add('db');
    await vc.guest('node1', 'db');
    assert.ok(await vc.pid('node1', 'ganeti-kvmd'));
    await switchOff('web');
    await eventually(
      'web is shown so',
      async () => ((await statusOf('web')) === 'USER_down' ? true : undefined),
      20_000,
    );
    assert.equal(await statusOf('db'), 'running');
    assert.match(await vc.ok('gnt-instance', 'info', 'web'), /State: configured to be up, actual state is user down/);
  });

  it('start again when they are told to', async () => {
    await vc.ok('gnt-instance', 'startup', 'web');
    assert.equal(await statusOf('web'), 'running');
    assert.equal(marked('web'), false);
    await vc.guest('node1', 'web');
  });

  it('are not confused with those that an administrator stops or a signal kills', async () => {
    await vc.ok('gnt-instance', 'shutdown', '--timeout', '120', 'db');
    assert.equal(await statusOf('db'), 'ADMIN_down');
    assert.equal(marked('db'), false);
    await vc.ok('gnt-instance', 'startup', 'db');
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      for (const pid of (await vc.qemus('db')).get('node1') ?? []) process.kill(pid, signal);
      await hasEnded('db');
      assert.equal(await statusOf('db'), 'ERROR_down', signal);
      await vc.ok('gnt-instance', 'startup', 'db');
    }
    await vc.ok('gnt-instance', 'shutdown', '--timeout', '0', 'db');
    assert.equal(marked('db'), false);
  });

  it('are noticed by a daemon that was killed and came back, and cleaned up by a shutdown', async () => {
    process.kill(await vc.pid('node1', 'ganeti-kvmd'), 'SIGKILL');
    await vc.okOn('node1', 'daemon-util', 'start', 'ganeti-kvmd');
    await vc.guest('node1', 'web');
    await switchOff('web');
    await eventually(
      'web is shown so',
      async () => ((await statusOf('web')) === 'USER_down' ? true : undefined),
      20_000,
    );
    await vc.ok('gnt-instance', 'shutdown', 'web');
    assert.equal(await statusOf('web'), 'ADMIN_down');
    assert.equal(marked('web'), false);
  });

  it('end the daemon where they are not let any more', async () => {
    await vc.ok('gnt-cluster', 'modify', '--user-shutdown', 'no');
    assert.equal(existsSync(vc.path('node1', 'var/run/ganeti/ganeti-kvmd.pid')), false);
  });
});
