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

describe('gnt-group add', () => {
  it('submits the settings of the group', async () => {
    const luxi = await harness.master(jobAnswers(4, [null]));
    const outcome = await harness.run([
      ...['gnt-group', 'add', '--alloc-policy', 'last_resort', '--node-parameters', 'ssh_port=23'],
      ...['-D', 'drbd:metavg=fast', '--ipolicy-vcpu-ratio', '2.5', '--disk-state', 'plain/xenvg:disk_total=9', 'g2'],
    ]);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    const [op] = submitted(luxi);
    assert.deepEqual(
      ['group_name', 'alloc_policy', 'ndparams', 'diskparams', 'ipolicy', 'disk_state'].map((key) => op?.[key]),
      [
        'g2',
        'last_resort',
        { ssh_port: '23' },
        { drbd: { metavg: 'fast' } },
        { 'vcpu-ratio': 2.5 },
        { plain: { xenvg: { disk_total: '9' } } },
      ],
    );
  });

  it('refuses an allocation policy that there is not', async () => {
    await harness.master([]);
    const outcome = await harness.run(['gnt-group', 'add', '--alloc-policy', 'never', 'g2']);
    assert.notEqual(outcome.exitCode, 0);
    assert.match(outcome.stderr, /never/);
  });
});

describe('gnt-group modify', () => {
  it('shows what was changed', async () => {
    await harness.master(jobAnswers(4, [[['alloc_policy', 'preferred']]]));
    const outcome = await harness.run(['gnt-group', 'modify', '--alloc-policy', 'preferred', 'g2']);
    assert.equal(outcome.stdout, 'Modified node group g2\n - alloc_policy -> preferred\n');
  });

  it('takes parts of the policy from the cluster again', async () => {
    const luxi = await harness.master(jobAnswers(4, [[]]));
    const outcome = await harness.run([
      ...['gnt-group', 'modify', '--ipolicy-bounds-specs', 'default', '--ipolicy-disk-templates', 'default'],
      ...['--ipolicy-spindle-ratio', 'default', 'g2'],
    ]);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    assert.deepEqual(submitted(luxi)[0]?.['ipolicy'], {
      minmax: 'default',
      'disk-templates': 'default',
      'spindle-ratio': 'default',
    });
  });
});

describe('gnt-group evacuate', () => {
  it('submits how and where to, and follows the jobs', async () => {
    const luxi = await harness.master([
      answer('SubmitJob', 4),
      answer('WaitForJobChange', [['success'], []]),
      answer('QueryJobs', [['success', ['success'], [{ jobs: [] }]]]),
      // The original asks for this too when there is nothing to follow.
      answer('SubmitManyJobs', []),
    ]);
    const outcome = await harness.run([
      ...['gnt-group', 'evacuate', '--to', 'b', '-I', 'hail', '--sequential', '--force-failover', 'a'],
    ]);
    assert.equal(outcome.stdout, 'All instances evacuated successfully.\n');
    const [op] = submitted(luxi);
    assert.deepEqual(
      ['group_name', 'target_groups', 'iallocator', 'sequential', 'force_failover', 'early_release'].map(
        (k) => op?.[k],
      ),
      ['a', ['b'], 'hail', true, true, false],
    );
  });
});

describe('gnt-group show-ispecs-cmd', () => {
  it('prints a command that makes a group with the same limits', async () => {
    const limits = { 'memory-size': 128, 'cpu-count': 1 };
    await harness.master([
      answer('QueryGroups', [
        ['a', { minmax: [{ min: limits, max: { 'memory-size': 256 } }] }],
        ['b', {}],
      ]),
    ]);
    const outcome = await harness.run(['gnt-group', 'show-ispecs-cmd']);
    assert.equal(
      outcome.stdout,
      'gnt-group add --ipolicy-bounds-specs min:cpu-count=1,memory-size=128/max:memory-size=256 a\ngnt-group add b\n',
    );
  });
});

describe('gnt-group list', () => {
  it('shows the usual columns', async () => {
    const column = (name: string, title: string, kind = 'text'): object => ({ name, title, kind, doc: '' });
    await harness.master([
      answer('Query', {
        fields: [
          column('name', 'Group'),
          column('node_cnt', 'Nodes', 'number'),
          column('pinst_cnt', 'Instances', 'number'),
          column('alloc_policy', 'AllocPolicy'),
          column('ndparams', 'NDParams', 'other'),
        ],
        data: [
          [
            [0, 'a'],
            [0, 2],
            [0, 3],
            [0, 'preferred'],
            [0, { ovs: false }],
          ],
        ],
      }),
    ]);
    const outcome = await harness.run(['gnt-group', 'list']);
    assert.match(outcome.stdout, /^Group Nodes Instances AllocPolicy NDParams\na +2 +3 preferred +ovs=False\n$/);
  });
});
