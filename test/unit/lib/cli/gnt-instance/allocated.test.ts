import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answer, submitted } from '../answers.js';
import { CliHarness } from '../harness.js';
import type { Exchange } from '../recordings.js';

let harness: CliHarness;
beforeEach(() => {
  harness = new CliHarness();
});
afterEach(async () => {
  await harness.close();
});

/** What a master answers to a command whose opcode submits one job that ends like this. */
const followed = (status: string, result: unknown): Exchange[] => [
  answer('SubmitJob', 4),
  answer('WaitForJobChange', [['success'], []]),
  answer('QueryJobs', [['success', ['success'], [{ jobs: [[true, 5]], allocatable: ['a'], failed: [] }]]]),
  answer('QueryJobs', [[status]]),
  answer('WaitForJobChange', [[status], []]),
  answer('QueryJobs', [[status, [status], [result]]]),
];

describe('gnt-node evacuate', () => {
  const NODE = answer('QueryNodes', [[['i10', 'i2']]]);
  const evacuate = ['gnt-node', 'evacuate', '-p', '-I', 'hail', '--ignore-soft-errors', '--early-release', 'node2'];

  it('asks, submits and follows the jobs', async () => {
    const luxi = await harness.master([NODE, ...followed('success', null)]);
    harness.typed.push('y');
    const outcome = await harness.run(evacuate);
    assert.match(harness.asked.join(''), /Relocate instance\(s\) i2, i10 from node\(s\) node2\?/);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    assert.match(outcome.stdout, /All instances evacuated successfully\.\n$/);
    const [op] = submitted(luxi);
    assert.deepEqual(
      ['node_name', 'mode', 'iallocator', 'remote_node', 'early_release', 'ignore_soft_errors'].map((k) => op?.[k]),
      ['node2', 'primary-only', 'hail', null, true, true],
    );
  });

  it('ends with 1 when a job fails, with 13 when the answer is no', async () => {
    await harness.master([NODE, ...followed('error', ['OpExecError', ['no']])]);
    const failed = await harness.run(['gnt-node', 'evacuate', '-f', ...evacuate.slice(2)]);
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stdout, /There were 1 errors during the evacuation\.\n$/);
    await harness.master([NODE]);
    assert.equal((await harness.run(evacuate)).exitCode, 13);
  });

  it('takes a new secondary for secondary instances only', async () => {
    const luxi = await harness.master([NODE, ...followed('success', null)]);
    const outcome = await harness.run(['gnt-node', 'evacuate', '-f', '-p', '-n', 'node3', 'node2']);
    assert.match(outcome.stderr, /only secondary instances/);
    assert.deepEqual(
      ['mode', 'remote_node'].map((k) => submitted(luxi)[0]?.[k]),
      ['secondary-only', 'node3'],
    );
  });

  it('refuses both kinds as the only one', async () => {
    await harness.master([]);
    const outcome = await harness.run(['gnt-node', 'evacuate', '-p', '-s', 'node2']);
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.stderr, /exclude each other/);
  });
});

describe('gnt-instance change-group', () => {
  it('submits the groups in their order', async () => {
    const luxi = await harness.master(followed('success', null));
    const outcome = await harness.run(['gnt-instance', 'change-group', '--to', 'b', '--to', 'a', 'web']);
    assert.match(outcome.stdout, /Instance 'web' changed group successfully\.\n$/);
    assert.deepEqual(submitted(luxi)[0]?.['target_groups'], ['b', 'a']);
  });
});

describe('gnt-instance batch-create', () => {
  const INSTANCE = {
    instance_name: 'a',
    mode: 'create',
    disks: [],
    nics: [],
    os_type: 'noop',
    disk_template: 'diskless',
  };
  const run = async (content: unknown): Promise<Awaited<ReturnType<CliHarness['run']>>> => {
    harness.files = { '/batch.json': typeof content === 'string' ? content : JSON.stringify(content) };
    return harness.run(['gnt-instance', 'batch-create', '-I', 'hail', '/batch.json']);
  };

  it('submits complete opcodes and follows the jobs', async () => {
    const luxi = await harness.master(followed('success', ['node1']));
    const outcome = await run([INSTANCE]);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    assert.match(outcome.stdout, /All instances created successfully\.\n$/);
    const [op] = submitted(luxi);
    const [instance] = op?.['instances'] as Record<string, unknown>[];
    assert.deepEqual(
      ['OP_ID', 'instance_name', 'start', 'iallocator'].map((k) => instance?.[k]),
      ['OP_INSTANCE_CREATE', 'a', true, null],
    );
  });

  for (const [what, content, message] of [
    ['no JSON', '[{', /^Can't parse the instance definition file: /],
    ['no list of objects', [1], /^The instance definition file is not a list of objects/],
    ['an unknown field', [{ ...INSTANCE, colour: 'red' }], /Unknown fields in definition 0: colour/],
    ['a field that is wrong', [INSTANCE, { ...INSTANCE, disks: 3 }], /Definition 1 is wrong: .*disks/],
    ['a field that is missing', [{ instance_name: 'a' }], /Definition 0 is wrong: .*mode/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const luxi = await harness.master([]);
      const outcome = await run(content);
      assert.equal(outcome.exitCode, 1);
      assert.match(outcome.stderr, message);
      assert.deepEqual(luxi.sent, []);
    });
  }
});
