import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isA } from '@gnt/protocol';
import { LuxiClient, pollJob, type JobLogEntry, type JobReporter } from '../src/index.js';
import { FakeServer, success } from './fake-server.js';

class Recorder implements JobReporter {
  readonly entries: JobLogEntry[] = [];
  readonly unchangedStates: (string | null)[] = [];
  log(_job: number, entry: JobLogEntry): void {
    this.entries.push(entry);
  }
  unchanged(_job: number, status: string | null): void {
    this.unchangedStates.push(status);
  }
}

/** Polls job 7 against a server that gives these answers in turn. */
async function poll(
  answers: readonly unknown[],
): Promise<{ result: Promise<unknown[]>; reporter: Recorder; server: FakeServer }> {
  const left = [...answers];
  const server = new FakeServer(() => success(left.shift()));
  await server.listen();
  const client = await LuxiClient.connect(server.path);
  const reporter = new Recorder();
  const result = pollJob(client, 7, reporter);
  await result.catch(() => undefined);
  client.close();
  await server.close();
  return { result, reporter, server };
}

const ENDED = [['success'], []];

describe('pollJob', () => {
  it('reports the log as it comes and gives the results', async () => {
    const { result, reporter, server } = await poll([
      [['queued'], []],
      'nochange',
      [
        ['running'],
        [
          [1, [10, 5], 'message', 'one'],
          [2, [11, 6], 'message', 'two'],
        ],
      ],
      ENDED,
      [['success', ['success'], ['done']]],
    ]);
    assert.deepEqual(await result, ['done']);
    assert.deepEqual(
      reporter.entries.map(({ message }) => message),
      ['one', 'two'],
    );
    assert.deepEqual(reporter.unchangedStates, ['queued']);
    assert.deepEqual(server.received[3]?.args, [7, ['status'], ['running'], 2, 60]);
  });

  it('goes on reading while log entries come with the last status', async () => {
    const { result, reporter } = await poll([
      [['success'], [[1, [10, 5], 'message', 'late']]],
      [['success'], []],
      [['success', ['success'], [null]]],
    ]);
    assert.deepEqual(await result, [null]);
    assert.equal(reporter.entries.length, 1);
  });

  it('throws the error of the opcode that failed', async () => {
    const { result } = await poll([
      [['error'], []],
      [['error', ['error'], [['OpPrereqError', ['name taken', 'already_exists']]]]],
    ]);
    await assert.rejects(result, (error) => isA(error, 'OpPrereqError') && error.ecode === 'already_exists');
  });

  it('says which opcode of several failed when its error is plain text', async () => {
    const { result } = await poll([[['error'], []], [['error', ['success', 'error'], [null, 'it broke']]]]);
    await assert.rejects(result, /partial failure \(opcode 1\): it broke/);
  });

  it('tells a cancelled job from a lost one', async () => {
    const cancelled = await poll([[['canceled'], []], [['canceled', ['canceled'], [null]]]]);
    await assert.rejects(cancelled.result, (error) => isA(error, 'JobCanceled'));
    const lost = await poll([null]);
    await assert.rejects(lost.result, (error) => isA(error, 'JobLost'));
    const archived = await poll([[['success'], []], [null]]);
    await assert.rejects(archived.result, (error) => isA(error, 'JobLost'));
  });
});
