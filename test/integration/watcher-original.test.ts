import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CHECKOUT, TestCluster } from '../support/vcluster.js';

const ORIGINAL = join(CHECKOUT, '.cache/original/usr/share/ganeti/3.0');
const VM = 'instance1';

/** Why the original's watcher cannot run here; false when it can. */
function obstacle(): string | false {
  if (!existsSync(ORIGINAL))
    return 'the original is not here (node scripts/fetch-original.mjs takes it out of its packages)';
  return existsSync('/usr/lib/python3/dist-packages/OpenSSL')
    ? false
    : 'its Python libraries are missing (see .ci/run)';
}

describe("our watcher and the original's, in turns", { skip: obstacle() }, () => {
  let vc: TestCluster;
  let group = '';
  before(async () => {
    vc = await TestCluster.create(2);
    const add = ['gnt-instance', 'add', '-t', 'sharedfile', '-o', 'noop', '-s', '16m', '-H', 'fake'];
    await vc.ok(...add, '-n', 'node2', VM);
    group = (await readFile(data('ssconf_nodegroups'), 'utf8')).split(' ')[0] ?? '';
  });
  after(async () => {
    await vc.destroy();
  });

  const data = (...names: string[]): string => vc.path('node1', 'var/lib/ganeti', ...names);
  const statusFile = (): string => vc.path('node1', 'var/run/ganeti/instance-status');
  const ours = (): Promise<string> => vc.ok('ganeti-watcher');
  /** Its process for a node group: the other one would look for its own daemons. */
  const theirs = (): Promise<string> => {
    const env = ['/usr/bin/env', `PYTHONPATH=${ORIGINAL}`, '/usr/bin/python3', '-B'];
    return vc.ok(...env, join(ORIGINAL, 'ganeti-watcher'), '--node-group', group);
  };
  const lose = (): Promise<void> => rm(vc.path('node2', 'var/run/ganeti/fake-hypervisor', VM));
  async function attempts(): Promise<number | undefined> {
    const text = await readFile(data(`watcher.${group}.data`), 'utf8');
    const notes = JSON.parse(text) as { instance: Record<string, { restart_count?: number } | undefined> };
    return notes.instance[VM]?.restart_count;
  }

  it('restart the same instance, and count the attempts of both', async () => {
    for (const [watcher, count] of [
      [ours, 1],
      [theirs, 2],
      [ours, 3],
      [theirs, 4],
    ] as const) {
      await lose();
      assert.equal(await vc.field(VM, 'status'), 'ERROR_down');
      await watcher();
      assert.equal(await vc.field(VM, 'status'), 'running');
      assert.equal(await attempts(), count);
    }
    await theirs();
    assert.equal(await attempts(), undefined);
  });

  it('write the same files', async () => {
    const files = [`watcher.${group}.data`, `watcher.${group}.instance-status`].map((name) => data(name));
    const look = async (watcher: () => Promise<string>): Promise<unknown[]> => {
      for (const file of [...files, statusFile()]) await rm(file, { force: true });
      await watcher();
      return Promise.all(
        [...files, statusFile()].map(async (file) => [await readFile(file, 'utf8'), (await stat(file)).mode]),
      );
    };
    assert.deepEqual(await look(ours), await look(theirs));
  });

  it('log lines of the same form', async () => {
    const lines = (await readFile(vc.path('node1', 'var/log/ganeti/watcher.log'), 'utf8')).trim().split('\n');
    assert.ok(lines.length > 8);
    for (const line of lines)
      assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: ganeti-watcher pid=\d+ (INFO|WARNING|ERROR) \S/);
  });

  it('look after several node groups, each in a process and files of its own', async () => {
    const file = join(vc.dir, 'job.json');
    const nodes = ['node2'];
    const ops = [
      { OP_ID: 'OP_GROUP_ADD', group_name: 'second' },
      { OP_ID: 'OP_GROUP_ASSIGN_NODES', group_name: 'second', nodes },
    ];
    await writeFile(file, JSON.stringify(ops));
    await vc.ok('gnt-debug', 'submit-job', file);
    const add = ['gnt-instance', 'add', '-t', 'sharedfile', '-o', 'noop', '-s', '16m', '-H', 'fake'];
    await vc.ok(...add, '-n', 'node1', 'instance2');
    await lose();
    await rm(vc.path('node1', 'var/run/ganeti/fake-hypervisor/instance2'));
    await ours();
    assert.deepEqual([await vc.field(VM, 'status'), await vc.field('instance2', 'status')], ['running', 'running']);
    const notes = (await readdir(data())).filter((name) => /^watcher\..*\.data$/.test(name));
    assert.equal(notes.length, 2);
    await ours();
    assert.equal(await readFile(statusFile(), 'utf8'), `${VM} running\ninstance2 running`);
    const verified = await vc.ok('gnt-job', 'list', '--no-headers', '--archived', '-o', 'summary');
    for (const uuid of notes.map((name) => name.split('.')[1] ?? ''))
      assert.match(verified, new RegExp(`GROUP_VERIFY_DISKS\\(${uuid}\\)`));
  });

  it('leave the groups to themselves when told not to wait', async () => {
    await lose();
    await vc.ok('ganeti-watcher', '--no-wait-children');
    // The processes go on and hold the lock: who wants it alone gets it when they have ended.
    await vc.ok('flock', '--exclusive', '--timeout', '60', vc.path('node1', 'var/lock/ganeti-watcher.lock'), 'true');
    assert.equal(await vc.field(VM, 'status'), 'running');
  });
});
