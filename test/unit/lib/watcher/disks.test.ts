import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { downArgs, usedMinors } from '../../../../lib/watcher/drbd.js';
import { runWatcher } from '../../../../lib/watcher/main.js';
import { agreedRole } from '../../../../lib/watcher/role.js';
import { showsLife } from '../../../../lib/watcher/rapi.js';
import { readFile } from 'node:fs/promises';
import { GROUP, USUAL, WatcherBench } from '../../../support/watcher.js';

describe('verifying disks', () => {
  let bench: WatcherBench;
  beforeEach(async () => {
    bench = await WatcherBench.create();
    bench.master.instances = { a: {}, b: {} };
  });
  afterEach(() => bench.destroy());
  const watch = (strict = true): Promise<number> => runWatcher(bench.context, { ...USUAL, nodeGroup: GROUP, strict });
  const verify = `OP_GROUP_VERIFY_DISKS ${GROUP} (gnt:watcher: Verifying disks of group ${GROUP})`;

  it('is one job of low priority, archived at once', async () => {
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.master.asked, [verify]);
    const op = bench.master.submitted[0]?.[0];
    assert.deepEqual([op?.['priority'], op?.['is_strict']], [10, true]);
    assert.deepEqual(bench.master.archived, [1]);
    await watch(false);
    assert.equal(bench.master.submitted[1]?.[0]?.['is_strict'], false);
  });

  it('activates what is not active in one job, but where a node is offline or down', async () => {
    bench.master.nodes = { node1: ['boot1', false], node2: [null, true] };
    bench.master.instances = {
      a: {},
      b: {},
      helpless: { status: 'ERROR_nodedown' },
      half: { snodes: ['node2'] },
    };
    bench.master.inactive = ['a', 'helpless', 'half', 'stranger', 'b'];
    bench.master.failing.add('b');
    assert.equal(await watch(), 0);
    assert.deepEqual(
      bench.master.submitted[1]?.map((op) => [op.OP_ID, op['instance_name']]),
      [
        ['OP_INSTANCE_ACTIVATE_DISKS', 'a'],
        ['OP_INSTANCE_ACTIVATE_DISKS', 'b'],
      ],
    );
    assert.deepEqual(bench.log.of('ERROR'), ['ERROR Disks could not be activated: b does not start']);
  });

  it('is left to a job that does it already', async () => {
    bench.master.jobs = [
      [9, ['GROUP_VERIFY_DISKS(another)', 'INSTANCE_STARTUP(a)']],
      [12, [`GROUP_VERIFY_DISKS(${GROUP})`]],
    ];
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.master.submitted, []);
    assert.match(bench.log.of('INFO').at(-1) ?? '', /by job 12$/);
  });

  it('has nothing to do for external storage, and where there are no instances', async () => {
    bench.master.instances = { a: { template: 'ext' } };
    await watch();
    bench.master.instances = {};
    await watch();
    assert.deepEqual(bench.master.submitted, []);
  });
});

describe('what the watcher reads', () => {
  it('finds the minors of DRBD that are in use', async () => {
    const text = await readFile('test/data/mond/drbd-8.4.txt', 'utf8');
    const minors = usedMinors(text);
    assert.ok(minors.length > 0);
    for (const minor of minors) assert.doesNotMatch(text, new RegExp(`^ *${String(minor)}: cs:Unconfigured`, 'm'));
    assert.deepEqual(usedMinors(''), []);
  });

  it('takes a minor down as its version of DRBD wants it', async () => {
    assert.deepEqual(downArgs(await readFile('test/data/mond/drbd-8.4.txt', 'utf8'), 3), ['down', 'resource3']);
    assert.deepEqual(downArgs(await readFile('test/data/mond/drbd-8.3.txt', 'utf8'), 3), ['/dev/drbd3', 'down']);
    assert.throws(() => downArgs('', 3), /no version/);
  });

  it('takes the newest word on its role, if those who have it agree', () => {
    const reply = (serial: number, answer: number, status = 0): { serial: number; answer: number; status: number } => ({
      serial,
      answer,
      status,
    });
    assert.equal(agreedRole([reply(3, 4), reply(7, 2), reply(7, 2)]), 2);
    assert.equal(agreedRole([reply(7, 4), reply(7, 2)]), undefined);
    assert.equal(agreedRole([reply(7, 2, 1)]), undefined);
  });

  it('takes an answer of the remote API for life only when it is one', () => {
    assert.ok(showsLife({ status: 200, body: '2\n' }));
    assert.ok(showsLife({ status: 401, body: '' }));
    assert.ok(!showsLife({ status: 200, body: 'hello' }));
    assert.ok(!showsLife({ status: 502, body: '2' }));
  });
});
