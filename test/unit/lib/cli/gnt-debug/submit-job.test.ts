import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answer, submitted } from '../answers.js';
import { CliHarness } from '../harness.js';

describe('gnt-debug submit-job', () => {
  let harness: CliHarness;
  let file: string;
  beforeEach(() => {
    harness = new CliHarness();
    file = join(harness.paths.dirs.data, 'ops.json');
    writeFileSync(file, JSON.stringify([{ OP_ID: 'OP_TEST_DELAY', duration: 0.5 }]));
  });
  afterEach(async () => {
    await harness.close();
  });

  const ended = (id: number) => [
    answer('QueryJobs', [['running']]),
    answer('WaitForJobChange', [['success'], []]),
    answer('QueryJobs', [['success', ['success'], [id]]]),
  ];

  it('repeats opcodes and jobs and tells how long it took', async () => {
    const luxi = await harness.master([answer('SubmitJob', 1), answer('SubmitJob', 2), ...ended(1), ...ended(2)]);
    const outcome = await harness.run([
      ...['gnt-debug', 'submit-job', '-v', '--op-repeat', '2', '--job-repeat', '2', '--each', '--timing-stats'],
      ...['--dry-run', '--priority', 'high', file],
    ]);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    assert.match(
      outcome.stdout,
      /^Loading\.\.\.\nSubmitting\.\.\.\nExecuting\.\.\.\nSubmitted jobs 1, 2\nWaiting for job 1 for file .*\/0 \.\.\.\nWaiting for job 2 for file .*\/1 \.\.\.\nC:op {8}4\nC:job {7}2\nT:submit \d\.\d{4}\n/,
    );
    const ops = submitted(luxi);
    assert.equal(ops.length, 4);
    assert.deepEqual([ops[0]?.['duration'], ops[0]?.['dry_run'], ops[0]?.['priority']], [0.5, true, -10]);
  });

  it('refuses files that hold no opcodes', async () => {
    await harness.master([]);
    writeFileSync(file, '{"OP_ID": "OP_TEST_DELAY"}');
    assert.match((await harness.run(['gnt-debug', 'submit-job', file])).stderr, /must hold a JSON list of opcodes/);
    writeFileSync(file, '[');
    assert.match((await harness.run(['gnt-debug', 'submit-job', file])).stderr, /Cannot read opcodes from/);
    assert.match(
      (await harness.run(['gnt-debug', 'submit-job', '/no/such'])).stderr,
      /Cannot read opcodes from '\/no\/such': ENOENT/,
    );
  });
});
