import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answer } from '../answers.js';
import { CliHarness } from '../harness.js';

let harness: CliHarness;
beforeEach(() => {
  harness = new CliHarness();
});
afterEach(async () => {
  await harness.close();
});

const UUID = '918545d9-dc74-4bff-a7e2-6f19aaf5f254';

describe('gnt-filter', () => {
  it('makes a rule of the options and prints its UUID', async () => {
    const luxi = await harness.master([answer('ReplaceFilter', UUID)]);
    const outcome = await harness.run([
      'gnt-filter',
      'add',
      '--action=RATE_LIMIT 10',
      '--predicates=[["jobid", null]]',
    ]);
    assert.deepEqual(outcome, { exitCode: 0, stdout: `${UUID}\n`, stderr: '' });
    assert.deepEqual(luxi.sent[0]?.args, [null, 0, [['jobid', null]], ['RATE_LIMIT', 10], []]);
  });

  it('leaves rules that change nothing to the master: no option at all is CONTINUE for all jobs', async () => {
    const luxi = await harness.master([answer('ReplaceFilter', UUID)]);
    await harness.run(['gnt-filter', 'add']);
    assert.deepEqual(luxi.sent[0]?.args, [null, 0, [], 'CONTINUE', []]);
  });

  it('replaces the rule named and says why', async () => {
    const luxi = await harness.master([answer('ReplaceFilter', UUID)]);
    await harness.run(['gnt-filter', 'replace', '--priority=3', '--action=PAUSE', '--reason=maintenance', UUID]);
    const [uuid, priority, predicates, action, reason] = luxi.sent[0]?.args ?? [];
    assert.deepEqual([uuid, priority, predicates, action], [UUID, 3, [], 'PAUSE']);
    assert.deepEqual((reason as [string, string, number][])[0]?.slice(0, 2), ['gnt:user', 'maintenance']);
  });

  it('lists the rules named by a filter on their UUID', async () => {
    const fields = [{ name: 'uuid', title: 'UUID', kind: 'other', doc: 'd' }];
    const luxi = await harness.master([answer('Query', { fields, data: [[[0, UUID]]] })]);
    const outcome = await harness.run(['gnt-filter', 'list', '--no-headers', '-o', 'uuid', UUID]);
    assert.equal(outcome.stdout, `${UUID}\n`);
    assert.deepEqual(luxi.sent[0]?.args, ['filter', ['uuid'], ['|', ['==', 'uuid', UUID]]]);
  });

  it('refuses predicates that are no JSON, with the usage', async () => {
    const outcome = await harness.run(['gnt-filter', 'add', '--predicates=[[']);
    assert.equal(outcome.exitCode, 2);
    assert.match(outcome.stderr, /option --predicates: invalid JSON/);
  });
});
