import assert from 'node:assert/strict';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lockFile } from '../../../../lib/common/flock.js';
import { runWatcher } from '../../../../lib/watcher/main.js';
import type { WatcherOptions } from '../../../../lib/watcher/options.js';
import { GROUP, USUAL, WatcherBench } from '../../../support/watcher.js';

/** As the original's watcher left it. */
const RECORDED =
  '{"instance": {"web1": {"restart_when": 1799999000.25, "restart_count": 4}, "old": {"restart_when": 1799970000.5, "restart_count": 5}, "gone": {"restart_when": 1799999999.0, "restart_count": 1}}, "node": {"node1": {"bootid": "boot1"}}}\n';

describe('the watcher of a node group', () => {
  let bench: WatcherBench;
  let state: string;
  beforeEach(async () => {
    bench = await WatcherBench.create();
    state = join(bench.paths.dirs.data, `watcher.${GROUP}.data`);
  });
  afterEach(() => bench.destroy());

  const watch = (options: Partial<WatcherOptions> = {}): Promise<number> =>
    runWatcher(bench.context, { ...USUAL, nodeGroup: GROUP, verifyDisks: false, ...options });
  const notes = async (): Promise<Record<string, Record<string, unknown>>> =>
    JSON.parse(await readFile(state, 'utf8')) as Record<string, Record<string, unknown>>;

  it('restarts what is down, with a reason, and goes on when one does not start', async () => {
    bench.master.instances = { a: { status: 'ERROR_down' }, b: { status: 'ERROR_down' }, c: {} };
    bench.master.failing.add('a');
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.master.asked, [
      'OP_INSTANCE_STARTUP a (gnt:watcher: Restarting instance a)',
      'OP_INSTANCE_STARTUP b (gnt:watcher: Restarting instance b)',
    ]);
    assert.deepEqual(bench.log.of('ERROR'), ["ERROR Instance 'a' could not be restarted: a does not start"]);
    const when = bench.clock.now() / 1000;
    assert.deepEqual((await notes())['instance'], {
      a: { restart_when: when, restart_count: 1 },
      b: { restart_when: when, restart_count: 1 },
    });
  });

  it('leaves alone what is meant to be down, what is nowhere, and what nobody can reach', async () => {
    bench.master.instances = {
      admin: { status: 'ADMIN_down', admin: 'down' },
      off: { status: 'ADMIN_offline', admin: 'offline' },
      down: { status: 'ERROR_nodedown' },
      offline: { status: 'ERROR_nodeoffline' },
      up: { status: 'ERROR_up', admin: 'down' },
      user: { status: 'USER_down', admin: 'down' },
      astray: { status: 'ERROR_wrongnode' },
    };
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.master.submitted, []);
  });

  it('gives up after five attempts, says so once loudly, and starts anew after eight hours', async () => {
    bench.master.instances = { a: { status: 'ERROR_down' } };
    for (let round = 1; round <= 7; round += 1) assert.equal(await watch(), 0);
    assert.equal(bench.master.submitted.length, 5);
    assert.equal(bench.log.of('ERROR').length, 1);
    assert.equal(bench.log.of('WARNING').length, 1);
    bench.clock.time += 8 * 3600 * 1000 + 1;
    await watch();
    assert.equal(bench.master.submitted.length, 6);
  });

  it("goes on from the original's file: counts attempts, forgets old ones and instances that are gone", async () => {
    await writeFile(state, RECORDED);
    bench.master.instances = { web1: { status: 'ERROR_down' }, old: { status: 'ERROR_down' } };
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.log.of('INFO').slice(1), [
      "INFO Instance 'web1' is down: restarting it (attempt #5)",
      "INFO Instance 'old' is down: restarting it (attempt #1)",
    ]);
    assert.equal(
      await readFile(state, 'utf8'),
      '{"instance": {"web1": {"restart_when": 1800000000, "restart_count": 5}, "old": {"restart_when": 1800000000, "restart_count": 1}}, "node": {"node1": {"bootid": "boot1"}}}\n',
    );
  });

  it('forgets the attempts for what runs again', async () => {
    await writeFile(state, RECORDED);
    bench.master.instances = { web1: {}, gone: { status: 'ERROR_nodedown' } };
    await watch();
    assert.deepEqual((await notes())['instance'], {});
    assert.deepEqual(bench.log.of('INFO').slice(1), ["INFO Instance 'web1' is fine again (running)"]);
  });

  it('counts a damaged file as none, and tells', async () => {
    for (const text of ['{"instance": ', '[]', '{"instance": {"a": 3}}']) {
      await writeFile(state, text);
      bench.master.instances = { a: { status: 'ERROR_down' } };
      assert.equal(await watch(), 0);
      assert.equal(((await notes())['instance']?.['a'] as { restart_count: number }).restart_count, 1);
    }
    assert.equal(bench.log.of('WARNING').length, 3);
  });

  it('only touches the file when nothing changed', async () => {
    await watch();
    const before = await stat(state);
    await utimes(state, 1000, 1000);
    await watch();
    const after = await stat(state);
    assert.equal(after.ino, before.ino);
    assert.equal(after.mtimeMs, bench.clock.now());
    assert.equal(after.mode & 0o777, 0o600);
  });

  it('takes note of a shutdown by the user, but not while a job works on the instance', async () => {
    bench.master.instances = { a: { status: 'USER_down' }, b: { status: 'USER_down' } };
    bench.master.locks = [
      ['instance/b', 'exclusive'],
      ['instance/a', null],
      ['node/b', 'shared'],
    ];
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.master.asked, ['OP_INSTANCE_SHUTDOWN a (gnt:watcher: Cleaning up instance a)']);
    assert.equal(bench.master.submitted[0]?.[0]?.['admin_state_source'], 'user');
  });

  it('gives cleaning up up, too', async () => {
    bench.master.instances = { a: { status: 'USER_down' } };
    bench.master.failing.add('a');
    for (let round = 1; round <= 8; round += 1) await watch();
    assert.equal(bench.master.submitted.length, 6);
    assert.equal(bench.log.of('WARNING').length, 2);
    bench.clock.time += 9 * 3600 * 1000;
    bench.master.failing.clear();
    await watch();
    assert.equal(bench.master.submitted.length, 7);
  });

  it('activates disks of secondaries on nodes that were booted, once', async () => {
    await writeFile(state, RECORDED);
    bench.master.nodes = { node1: ['boot1', false], node2: ['new', false], node3: [null, true], node4: [null, false] };
    bench.master.instances = {
      a: { snodes: ['node2'] },
      inactive: { snodes: ['node2'], active: false },
      b: { snodes: ['node1'] },
      c: { snodes: ['node2'], status: 'ERROR_down' },
      d: { snodes: ['node3'] },
    };
    await watch();
    assert.deepEqual(bench.master.asked, [
      'OP_INSTANCE_STARTUP c (gnt:watcher: Restarting instance c)',
      'OP_INSTANCE_ACTIVATE_DISKS a (gnt:watcher: Activating disks for instance a)',
    ]);
    assert.deepEqual((await notes())['node'], { node1: { bootid: 'boot1' }, node2: { bootid: 'new' } });
    bench.master.submitted.length = 0;
    bench.master.instances = { a: { snodes: ['node2'] } };
    await watch();
    assert.deepEqual(bench.master.submitted, []);
  });

  it('leaves out instances that are spread over groups', async () => {
    bench.master.instances = { a: { status: 'ERROR_down', snodes: ['far'], sgroups: ['another'] } };
    await watch();
    assert.deepEqual(bench.master.submitted, []);
    assert.match(bench.log.of('ERROR')[0] ?? '', /'a' is left out/);
  });

  it('writes the states of its instances, and of all groups, sorted', async () => {
    const other = '11111111-2222-3333-4444-555555555555';
    await writeFile(bench.paths.ssconf('nodegroups'), `${GROUP} default\n${other} second\n`);
    const otherFile = join(bench.paths.dirs.data, `watcher.${other}.instance-status`);
    await writeFile(otherFile, 'a ERROR_down\nz running');
    await utimes(otherFile, 1000, 1000);
    bench.master.instances = { b: { status: 'ADMIN_down', admin: 'down' }, a: {} };
    await watch();
    const own = join(bench.paths.dirs.data, `watcher.${GROUP}.instance-status`);
    assert.equal(await readFile(own, 'utf8'), 'a running\nb ADMIN_down');
    const all = join(bench.paths.dirs.run, 'instance-status');
    assert.equal(await readFile(all, 'utf8'), 'a running\nb ADMIN_down\nz running');
    // The newest file counts.
    await utimes(otherFile, 4e9, 4e9);
    await watch();
    assert.equal(await readFile(all, 'utf8'), 'a ERROR_down\nb ADMIN_down\nz running');
  });

  it('does not run twice for a group', async () => {
    const lock = await lockFile(bench.run, state);
    assert.equal(await watch(), 1);
    assert.match(bench.log.of('ERROR')[0] ?? '', /Another process/);
    await lock.release();
    assert.equal(await watch(), 0);
  });

  it('refuses what is no UUID, and a group that is not known', async () => {
    assert.equal(await watch({ nodeGroup: '../../etc/passwd' }), 1);
    assert.equal(await watch({ nodeGroup: '00000000-0000-0000-0000-000000000000' }), 1);
    assert.equal(await watch({ nodeGroup: GROUP.toUpperCase() }), 0);
    await writeFile(bench.paths.ssconf('nodegroups'), 'x default\n');
    assert.equal(await watch(), 1);
    assert.deepEqual(
      bench.log.of('ERROR').map((line) => /takes the UUID|is not among|is no UUID/.exec(line)?.[0]),
      ['takes the UUID', 'is not among', 'is no UUID'],
    );
  });

  it('ends with the code for it where another node is the master, and keeps the file as it was', async () => {
    await writeFile(state, RECORDED);
    bench.master.name = 'node2';
    assert.equal(await watch(), 11);
    assert.equal(await readFile(state, 'utf8'), RECORDED);
  });
});
