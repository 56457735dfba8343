import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { eventually, guestImage, guestObstacle, runProgram, TestCluster } from '../support/vcluster.js';

const VM = 'instance1';

/** Asks a QEMU for its run state through its QMP socket. */
function runState(socket: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = connect(socket);
    let heard = '';
    stream.on('error', reject);
    stream.on('connect', () => stream.write('{"execute":"qmp_capabilities"}\n{"execute":"query-status"}\n'));
    stream.on('data', (c) => {
      heard += c.toString();
      const state = /"status": "(\w+)"/.exec(heard)?.[1];
      if (state === undefined) return;
      stream.destroy();
      resolve(state);
    });
  });
}

describe('the life of a real guest on three nodes', { skip: guestObstacle() }, () => {
  let vc: TestCluster;
  let image = '';
  before(async () => {
    image = await guestImage();
    vc = await TestCluster.create(3, image);
  });
  after(async () => {
    await vc.destroy();
  });

  it('is created, boots and answers on its console', async () => {
    await vc.ok(
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'busybox',
      '-s',
      '64m',
      '-B',
      'memory=128m,vcpus=1',
      '-n',
      'node1',
      VM,
    );
    assert.equal(await vc.field(VM, 'status'), 'running');
    const { bootId } = await vc.guest('node1', VM);
    assert.match(bootId, /^[0-9a-f-]{36}$/);
  });

  it('refuses a second instance of the name, an unknown OS and a disk size that is none', async () => {
    const again = await vc.run('node1', 'gnt-instance', 'add', '-t', 'diskless', '-o', 'busybox', '-n', 'node2', VM);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /already in the cluster/);
    const os = await vc.run(
      'node1',
      'gnt-instance',
      'add',
      '-t',
      'diskless',
      '-o',
      'nosuchos',
      '-n',
      'node2',
      'instance2',
    );
    assert.equal(os.code, 1);
    assert.match(os.stderr, /nosuchos/);
    const size = await vc.run(
      'node1',
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'noop',
      '-s',
      'huge',
      '-n',
      'node2',
      'instance2',
    );
    assert.notEqual(size.code, 0);
    assert.match(size.stderr, /huge/);
    const space = await vc.run(
      'node1',
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'noop',
      '-s',
      '9000g',
      '-n',
      'node2',
      'instance2',
    );
    assert.equal(space.code, 1);
    assert.equal((await vc.run('node1', 'gnt-instance', 'list', 'instance2')).code, 1);
  });

  it('reboots into a new boot', async () => {
    const { bootId } = await vc.guest('node1', VM);
    await vc.ok('gnt-instance', 'reboot', VM);
    const next = await eventually('a new boot id', async () => {
      const now = await vc.guest('node1', VM);
      return now.bootId === bootId ? undefined : now;
    });
    assert.notEqual(next.bootId, bootId);
  });

  it('goes on when masterd and noded are killed and come back', async () => {
    const { bootId } = await vc.guest('node1', VM);
    process.kill(await vc.pid('node1', 'ganeti-masterd'), 'SIGKILL');
    process.kill(await vc.pid('node1', 'ganeti-noded'), 'SIGKILL');
    const down = await vc.run('node1', 'gnt-instance', 'list');
    assert.notEqual(down.code, 0);
    await runProgram([vc.path('node1', 'boot')]);
    assert.equal(await vc.field(VM, 'status'), 'running');
    assert.equal((await vc.guest('node1', VM)).bootId, bootId);
  });

  it('migrates live: same boot, ticking on, its process under the target only', async () => {
    const before = await vc.guest('node1', VM);
    await vc.ok('gnt-instance', 'migrate', '-f', '-n', 'node2', VM);
    assert.equal(await vc.field(VM, 'pnode'), 'node2');
    const now = await vc.guest('node2', VM);
    assert.equal(now.bootId, before.bootId);
    await eventually('the tick after the migration', async () =>
      (await vc.guest('node2', VM)).tick > before.tick ? true : undefined,
    );
    assert.deepEqual([...(await vc.qemus(VM)).keys()], ['node2']);
    assert.equal(await runState(vc.path('node2', 'var/run/ganeti/kvm-hypervisor/ctrl', `${VM}.qmp`)), 'running');
  });

  it('keeps config.data identical on all master candidates', async () => {
    const copies = (): Promise<string[]> =>
      Promise.all(['node1', 'node2', 'node3'].map((n) => readFile(vc.path(n, 'var/lib/ganeti/config.data'), 'utf8')));
    // The files of candidates follow within a second; their journals are never behind.
    const versions = await eventually(
      'the same file everywhere',
      async () => {
        const found = new Set(await copies());
        return found.size === 1 ? found : undefined;
      },
      20_000,
    );
    assert.equal(versions.size, 1);
    assert.equal((await vc.run('node1', 'gnt-cluster', 'verify')).code, 0);
  });

  it('fails over when its node has died, and runs once', async () => {
    const { bootId } = await vc.guest('node2', VM);
    await runProgram([vc.path('node2', 'crash')]);
    assert.equal((await vc.qemus(VM)).size, 0);
    await vc.ok('gnt-node', 'modify', '--offline', 'yes', 'node2');
    await vc.ok('gnt-instance', 'failover', '-f', '-n', 'node3', VM);
    assert.equal(await vc.field(VM, 'pnode'), 'node3');
    assert.notEqual((await vc.guest('node3', VM)).bootId, bootId);
    await runProgram([vc.path('node2', 'boot')]);
    await vc.ok('gnt-node', 'modify', '--offline', 'no', '-f', 'node2');
    assert.deepEqual(
      [...(await vc.qemus(VM)).entries()].map(([n, pids]) => [n, pids.length]),
      [['node3', 1]],
    );
  });

  it('is left alone when another cluster of the machine is destroyed', async () => {
    const { tick, bootId } = await vc.guest('node3', VM);
    const other = await TestCluster.create(1, image);
    await other.ok(
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'busybox',
      '-s',
      '64m',
      '-B',
      'memory=128m',
      '-n',
      'node1',
      VM,
    );
    await other.guest('node1', VM);
    const gone = await other.destroy();
    assert.equal(gone.code, 0, gone.stderr);
    assert.equal((await other.qemus(VM)).size, 0);
    assert.equal(existsSync(other.dir), false);
    const now = await vc.guest('node3', VM);
    assert.equal(now.bootId, bootId);
    assert.ok(now.tick > tick);
  });

  it('shuts down by ACPI and starts again', async () => {
    await vc.ok('gnt-instance', 'shutdown', '--timeout', '90', VM);
    assert.equal(await vc.field(VM, 'status'), 'ADMIN_down');
    assert.equal((await vc.qemus(VM)).size, 0);
    await vc.ok('gnt-instance', 'startup', VM);
    await vc.guest('node3', VM);
  });

  it('is removed with its disk', async () => {
    await vc.ok('gnt-instance', 'remove', '-f', '--shutdown-timeout', '0', VM);
    assert.equal((await vc.qemus(VM)).size, 0);
    assert.equal(existsSync(`${vc.dir}/shared/${VM}`), false);
    assert.equal((await vc.ok('gnt-instance', 'list', '--no-headers')).trim(), '');
  });
});
