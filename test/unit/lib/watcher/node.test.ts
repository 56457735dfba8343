import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { GanetiError, OpPrereqError } from '@gnt/protocol';
import { lockFile } from '../../../../lib/common/flock.js';
import { runWatcher } from '../../../../lib/watcher/main.js';
import { parseWatcherOptions, type WatcherOptions } from '../../../../lib/watcher/options.js';
import { GROUP, USUAL, WatcherBench } from '../../../support/watcher.js';

const NODE_STARTS = ['ganeti-noded', 'ganeti-confd', 'ganeti-mond'].map((d) => `check-and-start ${d}`);
const LOCK = '/var/lock/ganeti-watcher.lock';

describe('the watcher of a node', () => {
  let bench: WatcherBench;
  beforeEach(async () => {
    bench = await WatcherBench.create();
  });
  afterEach(() => bench.destroy());
  const watch = (options: Partial<WatcherOptions> = {}): Promise<number> =>
    runWatcher(bench.context, { ...USUAL, ...options });
  const elsewhere = new OpPrereqError('This node is not the master', 'wrong_input');

  it('starts the daemons of every node that do not run, and has no more to do where the master is elsewhere', async () => {
    bench.installed = [...bench.installed, 'ganeti-kvmd', 'ganeti-rapi'];
    bench.refusals = [elsewhere];
    bench.running = ['ganeti-noded'];
    bench.onDaemon = (_action, daemon) => (daemon === 'ganeti-confd' ? 3 : 0);
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.daemonActions, [...NODE_STARTS.slice(1), 'check-and-start ganeti-kvmd']);
    assert.deepEqual(bench.log.of('ERROR'), [
      'ERROR daemon-util check-and-start ganeti-confd failed (exit code 3): it broke',
    ]);
    assert.deepEqual(bench.children, []);
  });

  it('archives jobs on the master and starts a process for each group', async () => {
    bench.master.groupList = [
      ['default', GROUP],
      ['broken', 'bad'],
      ['second', 'b'],
    ];
    assert.equal(await watch({ jobAge: 90 }), 0);
    assert.deepEqual(bench.daemonActions, NODE_STARTS);
    assert.deepEqual(bench.master.ages, [90]);
    assert.deepEqual(bench.children, [GROUP, 'b']);
    assert.match(bench.log.of('ERROR')[0] ?? '', /group 'broken'/);
  });

  it('starts the master daemon when it is down, and waits for nodes that come up with it', async () => {
    bench.refusals = [new GanetiError('NoMasterError', ['/socket'])];
    let asked = 0;
    bench.master.nodes = { node1: ['b1', false], node2: [null, false], node3: [null, true] };
    bench.clock.sleep = () => {
      asked += 1;
      bench.clock.time += 1000;
      if (asked === 3) bench.master.nodes = { node1: ['b1', false], node2: ['b2', false], node3: [null, true] };
      return Promise.resolve();
    };
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.daemonActions, [...NODE_STARTS, 'check-and-start ganeti-masterd']);
    assert.equal(asked, 3);
    assert.deepEqual(bench.children, [GROUP]);
  });

  it('does not wait for a dead node for ever', async () => {
    bench.refusals = [new GanetiError('TimeoutError', ['no answer'])];
    bench.master.nodes = { node1: [null, false] };
    bench.clock.sleep = (ms?: number) => {
      bench.clock.time += ms ?? 0;
      return Promise.resolve();
    };
    assert.equal(await watch(), 0);
    assert.match(bench.log.of('WARNING').at(-1) ?? '', /do not answer: node1/);
    assert.deepEqual(bench.children, [GROUP]);
  });

  it('fails when the master daemon does not start', async () => {
    bench.refusals = [new GanetiError('NoMasterError', ['/socket'])];
    bench.onDaemon = (_action, daemon) => (daemon === 'ganeti-masterd' ? 1 : 0);
    assert.equal(await watch(), 1);
    assert.match(bench.log.of('ERROR').at(-1) ?? '', /cannot be started/);
  });

  it('starts a silent master daemon anew', async () => {
    let calls = 0;
    bench.master.masterNode = () => {
      calls += 1;
      return calls === 1
        ? Promise.reject(new GanetiError('TimeoutError', ['Receive timeout']))
        : Promise.resolve('node1');
    };
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.daemonActions.slice(3), ['stop ganeti-masterd', 'check-and-start ganeti-masterd']);
  });

  it('starts the remote API anew, once, when it does not answer', async () => {
    bench.installed = [...bench.installed, 'ganeti-rapi'];
    bench.rapi = [true];
    await watch();
    assert.deepEqual(bench.daemonActions.slice(3), ['check-and-start ganeti-rapi']);
    bench.daemonActions.length = 0;
    bench.rapi = [false, false];
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.daemonActions.slice(3), [
      'check-and-start ganeti-rapi',
      'stop ganeti-rapi',
      'check-and-start ganeti-rapi',
    ]);
    assert.match(bench.log.of('ERROR')[0] ?? '', /not even after a new start/);
    assert.deepEqual(bench.children, [GROUP, GROUP]);
  });

  it('tells by its exit code that another node is the master, or that names do not resolve', async () => {
    bench.master.name = 'node2';
    assert.equal(await watch(), 11);
    bench.refusals = [new GanetiError('ResolverError', ['node1', 'ENOTFOUND', 'the name does not resolve'])];
    assert.equal(await watch(), 12);
    bench.refusals = [new GanetiError('JobQueueFull', [])];
    assert.equal(await watch(), 0);
    bench.refusals = [new Error('else')];
    assert.equal(await watch(), 1);
  });

  it('does nothing while it is paused, unless told to; an old pause is removed', async () => {
    const file = bench.paths.file('watcherPause');
    const now = bench.clock.now() / 1000;
    await writeFile(file, `${String(now + 60)}\n`);
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.daemonActions, []);
    await watch({ ignorePause: true });
    assert.deepEqual(bench.daemonActions, NODE_STARTS);
    await writeFile(file, `${String(now - 60)}\n`);
    await watch();
    assert.equal(bench.daemonActions.length, 6);
    assert.ok(await stat(file));
    await writeFile(file, `${String(now - 3700)}\n`);
    await watch();
    await assert.rejects(stat(file));
    await writeFile(file, 'soon');
    await watch();
    await assert.rejects(stat(file));
    assert.equal(bench.daemonActions.length, 12);
  });

  it('runs beside other watchers, but not while somebody holds the lock alone', async () => {
    const path = bench.paths.local(LOCK);
    const other = await lockFile(bench.run, path, { shared: true });
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.children, [GROUP]);
    await other.release();
    const alone = await lockFile(bench.run, path);
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.children, [GROUP]);
    assert.match(bench.log.of('ERROR')[0] ?? '', /locked by another process/);
    await alone.release();
  });

  it('runs the hooks with its environment, in the order of their names, and survives them', async () => {
    const directory = join(bench.paths.file('hooksDir'), 'watcher');
    await mkdir(directory, { recursive: true });
    const trace = join(bench.paths.root, 'trace');
    const script = (name: string, body: string, mode = 0o755): Promise<void> =>
      writeFile(join(directory, name), `#!/bin/sh\n${body}\n`, { mode });
    await script('20-fails', `echo "$GREETING $LC_ALL $PWD" >> ${trace}; echo broken; exit 4`);
    await script('10-first', `echo first >> ${trace}`);
    await script('30-data', 'echo never', 0o644);
    await script('README.txt', 'echo never');
    bench.refusals = [elsewhere];
    assert.equal(await watch(), 0);
    assert.equal(await readFile(trace, 'utf8'), 'first\nhello C /\n');
    assert.deepEqual(
      bench.log.lines.filter((line) => line.includes('hook')),
      [
        'DEBUG Watcher hook 10-first: success (output: )',
        'WARNING Watcher hook 20-fails: failed (exit: 4) (output: broken)',
        'DEBUG Watcher hook 30-data: skipped',
        'DEBUG Watcher hook README.txt: skipped',
      ],
    );
  });

  it('ends instances and DRBD on a node that the cluster takes for offline, where that is wanted', async () => {
    bench.refusals = [elsewhere, elsewhere, elsewhere, elsewhere];
    bench.guests = [
      { hypervisor: 'kvm', name: 'stuck' },
      { hypervisor: 'kvm', name: 'a' },
    ];
    bench.minors = [0, 5];
    bench.role = 2;
    await watch();
    assert.deepEqual(bench.ended, []);
    await writeFile(bench.paths.ssconf('maintain_node_health'), 'True\n');
    bench.role = 1;
    await watch();
    bench.role = undefined;
    await watch();
    assert.deepEqual(bench.ended, []);
    bench.role = 2;
    assert.equal(await watch(), 0);
    assert.deepEqual(bench.ended, ['kvm a', 'minor 0', 'minor 5']);
    assert.deepEqual(bench.log.of('ERROR'), ["ERROR instance 'stuck' could not be ended: it does not end"]);
  });
});

describe('the command line of the watcher', () => {
  it('has the defaults of the original', () => {
    assert.deepEqual(parseWatcherOptions([]), { ...USUAL, debug: false });
  });

  it('takes all options', () => {
    const argv = [
      '-d',
      '-g',
      GROUP,
      '-A',
      '2d',
      '--ignore-pause',
      '--no-wait-children',
      '--no-verify-disks',
      '--no-strict',
    ];
    assert.deepEqual(parseWatcherOptions([...argv, '--rapi-ip', '10.0.0.1']), {
      debug: true,
      nodeGroup: GROUP,
      jobAge: 172_800,
      ignorePause: true,
      waitChildren: false,
      verifyDisks: false,
      strict: false,
      rapiIp: '10.0.0.1',
    });
    assert.equal(parseWatcherOptions(['--no-wait-children', '--wait-children']).waitChildren, true);
  });

  it('refuses an age that is none', () => {
    assert.throws(() => parseWatcherOptions(['--job-age', 'soon']), /Invalid time specification 'soon'/);
  });
});
