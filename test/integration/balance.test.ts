import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LuxiClient } from '@gnt/luxi-client';
import { startRapi } from '../support/htools/rapi-server.js';
import { eventually, guestImage, guestObstacle, runProgram, TestCluster, type Ran } from '../support/vcluster.js';

const GUESTS = ['guest1', 'guest2', 'guest3'];
const NODES = ['node1', 'node2', 'node3'];
/** The memory of a virtual node is all for guests. */
const WHOLE_NODE = '--static-kvm-node-memory=0';
const ADD = ['gnt-instance', 'add', '-t', 'sharedfile', '-o', 'busybox', '-s', '64m', '-B', 'memory=128m,vcpus=1'];

interface Info {
  readonly cluster: { readonly score: number };
  readonly instances: number;
}

describe('a cluster of real guests', { skip: guestObstacle() }, () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(3, await guestImage());
    // Daemons that a node which joins does not start: monitoring.
    const started = await runProgram([join(vc.dir, 'start-all')]);
    assert.equal(started.code, 0, started.stderr);
    for (const name of GUESTS) await vc.ok(...ADD, '-n', 'node1', name);
  });
  after(async () => {
    await vc.destroy();
  });

  const info = async (): Promise<Info> => JSON.parse(await vc.ok('hinfo', '-L', WHOLE_NODE, '--json')) as Info;
  const nodeOf = (name: string): Promise<string> => vc.field(name, 'pnode');
  const bootIds = (): Promise<string[]> =>
    Promise.all(GUESTS.map(async (name) => (await vc.guest(await nodeOf(name), name)).bootId));
  /** Jobs of an opcode: what they are, with their status. */
  const jobs = async (opcode: string): Promise<string[]> => {
    const lines = (await vc.ok('gnt-job', 'list', '--no-headers', '-o', 'status,summary')).split('\n');
    return lines.filter((line) => line.includes(opcode)).map((line) => line.trim().replace(/\s+/, ' '));
  };

  it('is balanced by hbal, live: the guests go on and the score falls', async () => {
    const [before, boots] = [await info(), await bootIds()];
    assert.deepEqual(await Promise.all(GUESTS.map(nodeOf)), ['node1', 'node1', 'node1']);
    const out = await vc.ok('hbal', '-L', '-X', WHOLE_NODE);
    assert.match(out, /Cluster score improved from \S+ to \S+\nSolution length=2\nGot job IDs \d+\nGot job IDs \d+\n$/);
    const { cluster } = await info();
    assert.ok(cluster.score < before.cluster.score, `${String(before.cluster.score)} -> ${String(cluster.score)}`);
    assert.deepEqual((await Promise.all(GUESTS.map(nodeOf))).sort(), NODES);
    assert.deepEqual(await bootIds(), boots);
    const migrations = await jobs('INSTANCE_MIGRATE');
    assert.equal(migrations.length, 2);
    assert.ok(
      migrations.every((line) => line.startsWith('success ')),
      migrations.join('\n'),
    );
    assert.match(await vc.ok('hbal', '-L', '-X', WHOLE_NODE), /Cluster is already well balanced|No solution found/);
  });

  it('keeps to what SIGINT asks of hbal -X: the set in hand is ended, the rest is not begun', async () => {
    for (const name of GUESTS)
      if ((await nodeOf(name)) !== 'node1') await vc.ok('gnt-instance', 'migrate', '-f', '-n', 'node1', name);
    const earlier = (await jobs('INSTANCE_MIGRATE')).length;
    const ran = await interruptedAtFirstJob();
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /Cancel request registered, will exit at the end of the current job set\.\.\.\n/);
    assert.match(ran.stdout, /Exiting early due to user request/);
    assert.match(ran.stdout, /1 jobset\(s\) not submitted:\n\["Executing jobset for instances guest\d"\]\n$/);
    const migrations = await jobs('INSTANCE_MIGRATE');
    assert.equal(migrations.length, earlier + 1);
    assert.ok(
      migrations.every((line) => line.startsWith('success ')),
      migrations.join('\n'),
    );
    assert.equal((await Promise.all(GUESTS.map(nodeOf))).filter((node) => node === 'node1').length, 2);
  });

  /** hbal -X that gets SIGINT once its first jobs are submitted. */
  function interruptedAtFirstJob(): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(vc.path('node1', 'cmd'), ['hbal', '-L', '-X', WHOLE_NODE], { stdio: 'pipe' });
      let [stdout, stderr, asked] = ['', '', false];
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        if (!asked && stdout.includes('Got job IDs')) asked = child.kill('SIGINT');
      });
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code, stdout, stderr });
      });
    });
  }

  it('is read the same through the remote API and through LUXI', async () => {
    const client = await LuxiClient.connect(vc.path('node1', 'var/run/ganeti/socket/ganeti-query'));
    const bulk = async (
      method: 'QueryGroups' | 'QueryNodes' | 'QueryInstances',
      fields: readonly string[],
    ): Promise<unknown[]> => {
      const rows = await client.queryPlain(method, [], fields);
      return rows.map((row): unknown => Object.fromEntries(row.map((value, k) => [fields[k], value])));
    };
    // The fields that the documented resources have and htools read.
    const rapi = await startRapi({
      groups: () => bulk('QueryGroups', ['name', 'uuid', 'alloc_policy', 'ipolicy', 'tags']),
      nodes: () =>
        bulk('QueryNodes', [
          ...['name', 'offline', 'drained', 'vm_capable', 'ndparams', 'group.uuid', 'tags', 'sptotal', 'spfree'],
          ...['mtotal', 'mnode', 'mfree', 'dtotal', 'dfree', 'ctotal', 'cnos'],
        ]),
      instances: () =>
        bulk('QueryInstances', [
          ...['name', 'pnode', 'snodes', 'status', 'beparams', 'oper_ram', 'disk_template', 'disk_usage'],
          ...['disk.sizes', 'disk.spindles', 'tags'],
        ]),
      info: () => client.call('QueryClusterInfo', {}),
    });
    try {
      const args = ['-v', '-v', '--print-instances', WHOLE_NODE];
      const [remote, local] = [await vc.ok('hinfo', '-m', rapi.address, ...args), await vc.ok('hinfo', '-L', ...args)];
      assert.equal(remote, local);
      assert.deepEqual(rapi.asked, ['/2/groups?bulk=1', '/2/nodes?bulk=1', '/2/instances?bulk=1', '/2/info']);
      const gone = await vc.run('node1', 'hinfo', '-m', `${rapi.address}/nowhere`);
      assert.equal(gone.code, 1);
      assert.match(gone.stderr, /answers HTTP status 404/);
    } finally {
      await rapi.close();
      client.close();
    }
  });

  it('gives hinfo and hbal the CPU loads that its monitoring daemons measured', async () => {
    const loads = (text: string): number[] =>
      [...text.matchAll(/^ node\d +([\d.]+)$/gm)].map(([, value]) => Number(value));
    const loaded = await eventually('loads of all nodes', async () => {
      const ran = await vc.run('node1', 'hinfo', '-L', WHOLE_NODE, '--mond=yes', '-pname,cload');
      assert.equal(ran.code, 0, ran.stderr);
      return ran.stderr.includes('does not report') ? undefined : loads(ran.stderr);
    });
    assert.equal(loaded.length, 3);
    // Without monitoring a load is the number of instances; all virtual nodes share the real machine's.
    assert.ok(
      loaded.some((load) => !Number.isInteger(load)),
      loaded.join(),
    );
    const ran = await vc.run('node1', 'hbal', '-L', WHOLE_NODE, '--mond=yes', '--exit-on-missing-mond-data');
    assert.equal(ran.code, 0, ran.stderr);
    assert.doesNotMatch(ran.stderr, /Warning: node/);
    await vc.okOn('node3', 'daemon-util', 'stop', 'ganeti-mond');
    const missing = await vc.run('node1', 'hbal', '-L', WHOLE_NODE, '--mond=yes', '--exit-on-missing-mond-data');
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /node3 does not report cpu-avg-load.*\n.*\nError: monitoring data are missing/);
  });

  it('is checked by hcheck, which says with its exit code whether balancing is needed', async () => {
    const ran = await vc.run('node1', 'hcheck', '-L', '--json', '--no-simulation');
    assert.equal(ran.code, 0, ran.stderr);
    const { phases } = JSON.parse(ran.stdout) as { phases: { groups: { name: string; score: number }[] }[] };
    assert.deepEqual(
      phases.map(({ groups }) => groups.map(({ name }) => name)),
      [['default']],
    );
  });

  it('gets ten new instances without nodes spread evenly by hail', async () => {
    for (const name of GUESTS) await vc.ok('gnt-instance', 'remove', '-f', '--shutdown-timeout=0', name);
    const names = Array.from({ length: 10 }, (_, k) => `inst${String(k + 1)}`);
    for (const [k, name] of names.entries()) {
      // Two of them are real guests that run.
      const out = await vc.ok(...ADD, ...(k < 2 ? [] : ['--no-start']), name);
      assert.match(out, new RegExp(`Selected nodes for instance ${name} via iallocator hail: node\\d\\n`));
    }
    const places = await Promise.all(names.map(nodeOf));
    const counts = NODES.map((node) => places.filter((place) => place === node).length).sort();
    assert.deepEqual(counts, [3, 3, 4]);
    assert.equal(await vc.field('inst1', 'status'), 'running');
    assert.match(await vc.ok('hbal', '-L', WHOLE_NODE), /Cluster is already well balanced|No solution found/);
  });

  it('moves instances by hail where no node is named, and empties a node', async () => {
    const from = await nodeOf('inst1');
    const { bootId } = await vc.guest(from, 'inst1');
    const out = await vc.ok('gnt-instance', 'migrate', '-f', 'inst1');
    const [, to = ''] = /Selected nodes for instance inst1 via iallocator hail: (node\d)\n/.exec(out) ?? [];
    assert.ok(to !== '' && to !== from, out);
    assert.equal(await nodeOf('inst1'), to);
    assert.equal((await vc.guest(to, 'inst1')).bootId, bootId);
    const evacuated = await vc.ok('gnt-node', 'evacuate', '-f', '-p', to);
    assert.match(evacuated, new RegExp(` - INFO: Evacuating instances from node '${to}': .*inst1`));
    assert.match(evacuated, / - INFO: Instances to be moved: inst\d+ \(to node\d\)/);
    assert.match(evacuated, /All instances evacuated successfully\.\n$/);
    assert.equal(await vc.field('inst1', 'status'), 'running');
    const left = await vc.ok('gnt-node', 'list', '--no-headers', '-o', 'pinst_cnt', to);
    assert.equal(left.trim(), '0');
  });
});
