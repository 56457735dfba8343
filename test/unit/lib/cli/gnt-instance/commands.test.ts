import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answer, jobAnswers, submitted } from '../answers.js';
import { CliHarness } from '../harness.js';

let harness: CliHarness;
beforeEach(() => {
  harness = new CliHarness();
});
afterEach(async () => {
  await harness.close();
});

describe('commands for many instances', () => {
  const SUBMIT_TWO = [
    answer('SubmitManyJobs', [
      [true, 8],
      [false, 'queue full'],
    ]),
    answer('QueryJobs', [['running']]),
    answer('WaitForJobChange', [['success'], []]),
    answer('QueryJobs', [['success', ['success'], [null]]]),
  ];

  it('asks before it stops several and reports those that were not taken', async () => {
    const luxi = await harness.master([answer('QueryInstances', [['a.test'], ['b.test']]), ...SUBMIT_TWO]);
    harness.typed.push('y');
    const outcome = await harness.run(['gnt-instance', 'stop', '--timeout', '3', 'a', 'b']);
    assert.match(harness.asked.join(''), /shutdown will operate on 2 instances/);
    assert.deepEqual(outcome, {
      exitCode: 1,
      stdout: 'Submitted jobs 8\nWaiting for job 8 for a.test ...\n',
      stderr: 'Failed to submit job for b.test: queue full\n',
    });
    assert.deepEqual(
      submitted(luxi).map((op) => [op['instance_name'], op['timeout']]),
      [
        ['a.test', 3],
        ['b.test', 3],
      ],
    );
  });

  it('does nothing without consent', async () => {
    const luxi = await harness.master([answer('QueryInstances', [['a.test'], ['b.test']])]);
    assert.equal((await harness.run(['gnt-instance', 'reboot', 'a', 'b'])).exitCode, 1);
    assert.deepEqual(submitted(luxi), []);
  });

  it('only prints the numbers with --submit', async () => {
    await harness.master([answer('QueryInstances', [['a.test'], ['b.test']]), ...SUBMIT_TWO]);
    const outcome = await harness.run(['gnt-instance', 'startup', '--all', '--force-multiple', '--submit']);
    assert.deepEqual(outcome, { exitCode: 1, stdout: '8: a.test\n', stderr: 'Failure for b.test: queue full\n' });
  });

  it('says that the cluster is empty', async () => {
    await harness.master([answer('QueryInstances', [])]);
    const outcome = await harness.run(['gnt-instance', 'startup', '--all']);
    assert.deepEqual(outcome, { exitCode: 0, stdout: 'Cluster is empty, no instances to startup\n', stderr: '' });
  });

  const NODES = [
    ['n1', ['a'], ['b'], ['rack1']],
    ['n2', ['c'], ['d'], ['rack2']],
  ];
  const SELECTIONS: readonly (readonly [string, string, string[]])[] = [
    ['--node', 'n1', ['a', 'c', 'b', 'd']],
    ['--primary', 'n1', ['a', 'c']],
    ['--secondary', 'n1', ['b', 'd']],
    ['--node-tags', 'rack1', ['a', 'b']],
    ['--pri-node-tags', 'rack2', ['c']],
    ['--sec-node-tags', 'rack2', ['d']],
  ];
  for (const [option, argument, expected] of SELECTIONS) {
    it(`selects by ${option}`, async () => {
      const luxi = await harness.master([
        answer('QueryNodes', NODES),
        answer(
          'SubmitManyJobs',
          expected.map(() => [true, 1]),
        ),
      ]);
      await harness.run(['gnt-instance', 'startup', option, '--force-multiple', '--submit', argument]);
      assert.deepEqual(
        submitted(luxi).map((op) => op['instance_name']),
        expected,
      );
    });
  }

  it('selects by tags of instances', async () => {
    const rows = [
      ['a', ['web']],
      ['b', []],
    ];
    const luxi = await harness.master([answer('QueryInstances', rows), answer('SubmitManyJobs', [[true, 1]])]);
    await harness.run(['gnt-instance', 'shutdown', '--tags', '--force-multiple', '--submit', 'web']);
    assert.deepEqual(
      submitted(luxi).map((op) => op['instance_name']),
      ['a'],
    );
  });

  it('refuses selections that select nothing', async () => {
    for (const [options, expected] of [
      [['--node'], /No node names passed/],
      [['--node-tags'], /No node tags passed/],
      [['--tags'], /No instance tags passed/],
      [[], /No instance names passed/],
      [['--all', 'x'], /takes no arguments/],
      [['x', 'y'], /Instance not known: x, y \(gnt-instance list shows all\)/],
      [['--node', 'x'], /No instance fits the selection/],
    ] as const) {
      await harness.master([answer('QueryInstances', []), answer('QueryNodes', [])]);
      const outcome = await harness.run(['gnt-instance', 'startup', ...options]);
      assert.equal(outcome.exitCode, 1);
      assert.match(outcome.stderr, expected);
    }
  });
});

describe('an instance that is not known among others', () => {
  it('is named on standard error, and the others are started', async () => {
    const luxi = await harness.master([answer('QueryInstances', [['a.test']]), ...jobAnswers(3, [null])]);
    const outcome = await harness.run(['gnt-instance', 'startup', '--force-multiple', '--submit', 'a', 'nosuch']);
    assert.match(outcome.stderr, /Warning: Instance not known: nosuch/);
    assert.deepEqual(
      submitted(luxi).map((op) => op['instance_name']),
      ['a.test'],
    );
  });
});

describe('commands for one instance', () => {
  it('asks before it removes, and only about what exists', async () => {
    const luxi = await harness.master([answer('QueryInstances', [['a.test']]), ...jobAnswers(3, [null])]);
    harness.typed.push('y');
    assert.equal(
      (await harness.run(['gnt-instance', 'remove', '--ignore-failures', '--shutdown-timeout', '7', 'a'])).exitCode,
      0,
    );
    const [op] = submitted(luxi);
    assert.deepEqual([op?.['ignore_failures'], op?.['shutdown_timeout']], [true, 7]);
    await harness.master([answer('QueryInstances', [])]);
    const outcome = await harness.run(['gnt-instance', 'remove', 'a']);
    assert.match(outcome.stderr, /error type: unknown_entity, error details:\nInstance 'a' does not exist/);
  });

  it('hands all options of migrate on', async () => {
    const luxi = await harness.master(jobAnswers(3, [null]));
    const options = [
      '--non-live',
      '--cleanup',
      '--allow-failover',
      '--ignore-ipolicy',
      '--ignore-hvversions',
      '--no-runtime-changes',
    ];
    await harness.run(['gnt-instance', 'migrate', '-f', ...options, '-n', 'node2', 'a']);
    const { reason, ...op } = submitted(luxi)[0] ?? {};
    assert.ok(reason);
    assert.deepEqual(op, {
      OP_ID: 'OP_INSTANCE_MIGRATE',
      instance_name: 'a',
      mode: 'non-live',
      cleanup: true,
      iallocator: null,
      target_node: 'node2',
      allow_failover: true,
      allow_runtime_changes: false,
      ignore_ipolicy: true,
      ignore_hvversions: true,
      debug_level: 0,
      dry_run: false,
    });
  });

  it('refuses contradictions of migrate and failover', async () => {
    await harness.master([]);
    const both = await harness.run(['gnt-instance', 'migrate', '-f', '--non-live', '--migration-mode', 'live', 'a']);
    assert.match(both.stderr, /--non-live and --migration-mode exclude each other/);
    for (const command of ['migrate', 'failover']) {
      const outcome = await harness.run(['gnt-instance', command, '-f', '-n', 'node2', '-I', 'hail', 'a']);
      assert.match(outcome.stderr, /Give an iallocator \(-I\) or a target node \(-n\), not both/);
    }
  });

  it('asks twice before a failover that ignores consistency', async () => {
    const luxi = await harness.master([answer('QueryInstances', [['a']]), ...jobAnswers(3, [null])]);
    harness.typed.push('y', 'y');
    await harness.run(['gnt-instance', 'failover', '--ignore-consistency', '--cleanup', '-I', 'hail', 'a']);
    const [op] = submitted(luxi);
    assert.deepEqual([op?.['ignore_consistency'], op?.['cleanup'], op?.['iallocator']], [true, true, 'hail']);
  });
});

describe('gnt-instance console', () => {
  const shown = async (console: unknown, running: boolean, ...options: string[]) => {
    await harness.master([
      answer('QueryConfigValues', ['cluster.test']),
      answer('QueryInstances', [[console, running]]),
    ]);
    return harness.run(['gnt-instance', 'console', ...options, 'a']);
  };

  it('shows or runs the command that reaches it', async () => {
    const ssh = {
      instance: 'a',
      kind: 'ssh',
      host: 'node2',
      user: 'root',
      command: ['socat', 'unix:/a b', '-'],
      port: 22,
    };
    assert.equal((await shown(ssh, true, '--show-cmd')).stdout, "enter node2 socat 'unix:/a b' -\n");
    assert.equal((await shown(ssh, true)).exitCode, 0);
    assert.deepEqual(harness.entered, [['enter', 'node2', 'socat', 'unix:/a b', '-']]);
    harness.interactiveExit = 1;
    assert.match(
      (await shown(ssh, true)).stderr,
      /The console command of instance a failed; the node and its settings may tell why/,
    );
  });

  it('says where to look for other kinds', async () => {
    const vnc = { instance: 'a', kind: 'vnc', host: 'node2', port: 5901, display: 1 };
    assert.equal(
      (await shown(vnc, true)).stdout,
      'Instance a has VNC listening on node2:5901 (display 1), URL <vnc://node2:5901/>\n',
    );
    const spice = { instance: 'a', kind: 'spice', host: 'node2', port: 5901 };
    assert.equal((await shown(spice, true)).stdout, 'Instance a has SPICE listening on node2:5901\n');
  });

  it('says why there is none', async () => {
    assert.match((await shown(null, true)).stderr, /Console information for instance a is unavailable/);
    assert.match((await shown(null, false)).stderr, /Instance a is not running, can't get console/);
  });
});

describe('gnt-instance list', () => {
  it('takes options from the environment, before those typed', async () => {
    harness.env['GNT_INSTANCE_LIST'] = "--no-headers -o 'name,tags'";
    const fields = [{ name: 'name', title: 'Instance', kind: 'text', doc: 'd' }];
    const luxi = await harness.master([answer('Query', { fields, data: [[[0, 'a']]] })]);
    const outcome = await harness.run(['gnt-instance', 'list', '-o', 'name']);
    assert.equal(outcome.stdout, 'a\n');
    assert.deepEqual(luxi.sent[0]?.args, ['instance', ['name'], null]);
  });
});
