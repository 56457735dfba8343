import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually, guestImage, guestObstacle, runProgram, TestCluster } from '../support/vcluster.js';

const [FIRST, SECOND] = ['instance1', 'instance2'];
const NODES = ['node1', 'node2', 'node3'];
const DAEMONS = ['ganeti-noded', 'ganeti-confd', 'ganeti-mond'];

describe('what the watcher brings back', { skip: guestObstacle() }, () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(3, await guestImage());
    const add = ['gnt-instance', 'add', '-t', 'sharedfile', '-o', 'busybox', '-s', '64m', '-B', 'memory=128m,vcpus=1'];
    await vc.ok(...add, '-n', 'node2', FIRST);
    await vc.ok(...add, '-n', 'node1', SECOND);
    await vc.guest('node2', FIRST);
    await vc.guest('node1', SECOND);
  });
  after(async () => {
    await vc.destroy();
  });

  /** One round on a node; what it wrote. */
  async function round(node: string, ...options: string[]): Promise<string> {
    const ran = await vc.run(node, 'ganeti-watcher', '--debug', ...options);
    assert.equal(ran.code, 0, ran.stderr);
    return ran.stderr;
  }
  /** Where QEMUs of an instance run, and how many. */
  async function runs(instance: string): Promise<[string, number][]> {
    return [...(await vc.qemus(instance)).entries()].map(([node, pids]) => [node, pids.length]);
  }
  async function killGuest(node: string, instance: string): Promise<void> {
    const [pid] = (await vc.qemus(instance)).get(node) ?? [];
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await eventually('the end of the guest', async () => ((await vc.qemus(instance)).size === 0 ? true : undefined));
  }
  async function daemonsOf(node: string): Promise<string[]> {
    const checks = await Promise.all(DAEMONS.map((daemon) => vc.run(node, 'daemon-util', 'check', daemon)));
    return DAEMONS.filter((_, i) => checks[i]?.code === 0);
  }
  async function submit(opcode: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(vc.dir, 'job.json');
    await writeFile(file, JSON.stringify([opcode]));
    await vc.ok('gnt-debug', 'submit-job', file);
  }
  /** Has the guest switch itself off. */
  function powerOff(node: string, instance: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(vc.path(node, 'var/run/ganeti/kvm-hypervisor/ctrl', `${instance}.serial`));
      socket.on('error', reject);
      socket.on('data', () => undefined);
      socket.on('close', () => {
        resolve();
      });
      socket.write('\npoweroff\n');
    });
  }

  it('leaves alone what is as it ought to be', async () => {
    const jobs = (await vc.ok('gnt-job', 'list', '--no-headers')).trim().split('\n').length;
    await round('node1');
    assert.equal((await vc.ok('gnt-job', 'list', '--no-headers')).trim().split('\n').length, jobs);
    assert.equal(
      await readFile(vc.path('node1', 'var/run/ganeti/instance-status'), 'utf8'),
      `${FIRST} running\n${SECOND} running`,
    );
  });

  it('restarts a guest that was killed, but not while it is paused', async () => {
    const { bootId } = await vc.guest('node2', FIRST);
    await killGuest('node2', FIRST);
    assert.equal(await vc.field(FIRST, 'status'), 'ERROR_down');
    await vc.ok('gnt-cluster', 'watcher', 'pause', '1h');
    await round('node1');
    assert.equal(await vc.field(FIRST, 'status'), 'ERROR_down');
    await vc.ok('gnt-cluster', 'watcher', 'continue');
    assert.match(await round('node1'), /INFO Instance 'instance1' is down: restarting it \(attempt #1\)/);
    assert.equal(await vc.field(FIRST, 'status'), 'running');
    assert.deepEqual(await runs(FIRST), [['node2', 1]]);
    assert.notEqual((await vc.guest('node2', FIRST)).bootId, bootId);
    assert.match(await round('node1'), /INFO Instance 'instance1' is fine again \(running\)/);
  });

  it('does not restart what was stopped by its administrator', async () => {
    await vc.ok('gnt-instance', 'shutdown', '--timeout', '0', SECOND);
    await round('node1');
    assert.equal(await vc.field(SECOND, 'status'), 'ADMIN_down');
    assert.deepEqual(await runs(SECOND), []);
    await vc.ok('gnt-instance', 'startup', SECOND);
    await vc.guest('node1', SECOND);
  });

  it("starts a node's daemons that were killed; its guest goes on", async () => {
    await round('node2');
    const { bootId } = await vc.guest('node2', FIRST);
    for (const daemon of DAEMONS) process.kill(await vc.pid('node2', daemon), 'SIGKILL');
    await eventually('the end of the daemons', async () =>
      (await daemonsOf('node2')).length === 0 ? true : undefined,
    );
    await round('node2');
    assert.deepEqual(await daemonsOf('node2'), DAEMONS);
    assert.equal(await vc.field(FIRST, 'status'), 'running');
    assert.equal((await vc.guest('node2', FIRST)).bootId, bootId);
  });

  it('starts the master daemon that was killed; no guest is started twice', async () => {
    process.kill(await vc.pid('node1', 'ganeti-masterd'), 'SIGKILL');
    assert.match(await round('node1'), /INFO The master daemon was started/);
    assert.deepEqual([await runs(FIRST), await runs(SECOND)], [[['node2', 1]], [['node1', 1]]]);
  });

  it('brings everything back after a power cut of the whole cluster, each guest once', async () => {
    const boots = [(await vc.guest('node2', FIRST)).bootId, (await vc.guest('node1', SECOND)).bootId];
    const delay = ['gnt-debug', 'delay', '--submit', '--no-master', '-n', 'node3'];
    const ids: string[] = [];
    for (const seconds of ['120', '1']) {
      const { stdout, stderr } = await vc.run('node1', ...delay, seconds);
      ids.push(/JobID: (\d+)/.exec(stdout + stderr)?.[1] ?? assert.fail(stderr));
    }
    const status = async (id: string): Promise<string> =>
      (await vc.ok('gnt-job', 'list', '--no-headers', '-o', 'status', id)).trim();
    await eventually('both jobs', async () =>
      (await status(ids[0] ?? '')) === 'running' && (await status(ids[1] ?? '')) === 'waiting' ? true : undefined,
    );
    await Promise.all(NODES.map((node) => runProgram([vc.path(node, 'crash')])));
    assert.deepEqual([await runs(FIRST), await runs(SECOND)], [[], []]);
    // As cron does it: at the same time everywhere.
    await Promise.all(NODES.map((node) => round(node)));
    assert.deepEqual([await runs(FIRST), await runs(SECOND)], [[['node2', 1]], [['node1', 1]]]);
    for (const node of NODES) assert.deepEqual(await daemonsOf(node), DAEMONS, node);
    const now = [(await vc.guest('node2', FIRST)).bootId, (await vc.guest('node1', SECOND)).bootId];
    assert.ok(now.every((boot) => !boots.includes(boot)));
    assert.equal(await status(ids[0] ?? ''), 'error');
    await eventually('the job that waited', async () =>
      (await status(ids[1] ?? '')) === 'success' ? true : undefined,
    );
    await Promise.all(NODES.map((node) => round(node)));
    assert.deepEqual([await runs(FIRST), await runs(SECOND)], [[['node2', 1]], [['node1', 1]]]);
    const starts = (await vc.ok('gnt-job', 'list', '--no-headers', '-o', 'summary', '--filter', `id > ${ids[1] ?? ''}`))
      .trim()
      .split('\n');
    assert.deepEqual(starts.map((line) => line.trim()).sort(), [
      `INSTANCE_STARTUP(${FIRST})`,
      `INSTANCE_STARTUP(${SECOND})`,
    ]);
  });

  it('lets a guest stay off that its user has switched off, but not one that was killed', async () => {
    await submit({
      OP_ID: 'OP_CLUSTER_SET_PARAMS',
      enabled_user_shutdown: true,
      hvparams: { kvm: { user_shutdown: true } },
    });
    for (const name of [FIRST, SECOND]) {
      await vc.ok('gnt-instance', 'shutdown', '--timeout', '0', name);
      await vc.ok('gnt-instance', 'startup', name);
    }
    await vc.guest('node2', FIRST);
    await vc.guest('node1', SECOND);
    await Promise.all([powerOff('node2', FIRST), killGuest('node1', SECOND)]);
    await eventually('the end of the guest', async () => ((await vc.qemus(FIRST)).size === 0 ? true : undefined));
    assert.deepEqual([await vc.field(FIRST, 'status'), await vc.field(SECOND, 'status')], ['USER_down', 'ERROR_down']);
    for (let i = 0; i < 2; i += 1) {
      await round('node1');
      assert.deepEqual([await runs(FIRST), await runs(SECOND)], [[], [['node1', 1]]]);
      assert.equal(await vc.field(FIRST, 'status,admin_state,admin_state_source'), 'USER_down down user');
    }
    await vc.ok('gnt-instance', 'startup', FIRST);
    await vc.guest('node2', FIRST);
  });

  it('ends the guests of a node that is offline to the cluster, when nodes are to look after themselves', async () => {
    await vc.ok('gnt-node', 'modify', '--offline', 'yes', 'node2');
    await round('node2');
    assert.deepEqual(await runs(FIRST), [['node2', 1]]);
    await vc.ok('gnt-node', 'modify', '--offline', 'no', '-f', 'node2');
    await submit({ OP_ID: 'OP_CLUSTER_SET_PARAMS', maintain_node_health: true });
    await round('node2');
    assert.deepEqual(await runs(FIRST), [['node2', 1]]);
    await vc.ok('gnt-node', 'modify', '--offline', 'yes', 'node2');
    assert.match(await round('node2'), /ending instances that run here: instance1/);
    assert.deepEqual(await runs(FIRST), []);
    await vc.ok('gnt-instance', 'failover', '-f', '-n', 'node3', FIRST);
    assert.deepEqual(await runs(FIRST), [['node3', 1]]);
  });
});
