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

const FIELDS = [
  { name: 'id', title: 'ID', kind: 'number', doc: 'd' },
  { name: 'status', title: 'Status', kind: 'text', doc: 'd' },
  { name: 'summary', title: 'Summary', kind: 'other', doc: 'd' },
];
const WAITING = answer('Query', {
  fields: FIELDS,
  data: [
    [
      [0, 5],
      [0, 'queued'],
      [0, ['A', 'B']],
    ],
  ],
});

describe('gnt-job cancel', () => {
  it('shows what a status selects and asks', async () => {
    await harness.master([WAITING, answer('CancelJob', [true, 'Job 5 cancelled'])]);
    harness.typed.push('y');
    const outcome = await harness.run(['gnt-job', 'cancel', '--pending']);
    assert.deepEqual(outcome, {
      exitCode: 0,
      stdout: 'ID Status Summary\n 5 queued A,B\nJob 5 cancelled\n',
      stderr: '',
    });
  });

  it('ends with 13 when the answer is no', async () => {
    await harness.master([WAITING]);
    assert.equal((await harness.run(['gnt-job', 'cancel', '--queued'])).exitCode, 13);
  });

  it('kills only when that is confirmed', async () => {
    const luxi = await harness.master([answer('CancelJob', [true, 'done'])]);
    assert.match((await harness.run(['gnt-job', 'cancel', '--kill', '5'])).stderr, /must be confirmed/);
    await harness.run(['gnt-job', 'cancel', '--kill', '--yes-do-it', '5']);
    assert.deepEqual(luxi.sent, [{ method: 'CancelJob', args: [5, true] }]);
  });

  it('fails when there is nothing to cancel or the number is none', async () => {
    await harness.master([answer('Query', { fields: FIELDS, data: [] })]);
    assert.match((await harness.run(['gnt-job', 'cancel', '-f', '--waiting'])).stderr, /No job has such a status/);
    assert.match((await harness.run(['gnt-job', 'cancel', 'x'])).stderr, /CancelJob.*x/);
  });
});

describe('gnt-job', () => {
  it('changes priorities', async () => {
    const luxi = await harness.master([answer('ChangeJobPriority', [true, 'changed'])]);
    assert.equal((await harness.run(['gnt-job', 'change-priority', '5'])).exitCode, 1);
    assert.equal((await harness.run(['gnt-job', 'change-priority', '--priority', 'high', '5'])).stdout, 'changed\n');
    assert.deepEqual(luxi.sent, [{ method: 'ChangeJobPriority', args: [5, -10] }]);
  });

  it('archives by number and by age', async () => {
    const luxi = await harness.master([answer('ArchiveJob', false), answer('AutoArchiveJobs', [2, 0])]);
    assert.deepEqual(await harness.run(['gnt-job', 'archive', '5']), {
      exitCode: 1,
      stdout: '',
      stderr: "Failed to archive job with ID '5'\n",
    });
    assert.equal((await harness.run(['gnt-job', 'autoarchive', '1d'])).stdout, 'Archived 2 jobs, 0 unchecked left\n');
    assert.deepEqual(luxi.sent[1]?.args, [86400, 89]);
  });

  it('lists archived jobs and those of a status', async () => {
    const luxi = await harness.master([answer('Query', { fields: FIELDS, data: [] })]);
    await harness.run(['gnt-job', 'list', '--archived', '--error', '7']);
    assert.deepEqual(luxi.sent[0]?.args, [
      'job',
      ['id', 'status', 'summary', 'archived'],
      ['&', ['|', ['==', 'id', 7]], ['|', ['==', 'status', 'error']]],
    ]);
  });

  it('tells once why nothing happens', async () => {
    await harness.master([
      answer('WaitForJobChange', [['queued'], []]),
      answer('WaitForJobChange', 'nochange'),
      answer('WaitForJobChange', 'nochange'),
      answer('WaitForJobChange', [['waiting'], []]),
      answer('WaitForJobChange', 'nochange'),
      answer('WaitForJobChange', [['error'], []]),
      answer('QueryJobs', [['error', ['error'], [['OpExecError', ['it broke']]]]]),
    ]);
    const outcome = await harness.run(['gnt-job', 'watch', '5']);
    assert.equal(outcome.exitCode, 1);
    assert.equal(
      outcome.stderr,
      'Job 5 is waiting in queue\nJob 5 waits for its locks\nJob 5 failed: Failure: command execution error:\nit broke\n',
    );
  });
});
