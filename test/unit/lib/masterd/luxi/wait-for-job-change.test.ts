import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LuxiCall } from '../../../../../lib/masterd/luxi/context.js';
import { waitForJobChange } from '../../../../../lib/masterd/luxi/methods/wait-for-job-change.js';
import { settle } from '../../../../support/manual-clock.js';
import { delayOp, QueueBench } from '../../../../support/queue-bench.js';

interface Waiting {
  answer: unknown;
  readonly abort: AbortController;
  readonly done: Promise<unknown>;
}

/** Asks for a job's changes; `answer` is set when one came. */
function ask(
  bench: QueueBench,
  job: number | string,
  previous: unknown,
  log: unknown = null,
  more: { fields?: string[]; tmout?: number } = {},
): Waiting {
  const abort = new AbortController();
  const engine = {
    plain: async (_what: string, [id]: number[], fields: string[]) => [fields.map((f) => `${f} of ${String(id)}`)],
  };
  const call = { queue: bench.queue, clock: bench.clock, engine, signal: abort.signal } as unknown as LuxiCall;
  const { fields = ['status'], tmout = 60 } = more;
  const done = waitForJobChange({ job, fields, prev_job: previous, prev_log: log, tmout }, call);
  const waiting: Waiting = { answer: undefined, abort, done };
  done.then(
    (answer) => {
      waiting.answer = answer;
    },
    () => undefined,
  );
  return waiting;
}

describe('WaitForJobChange', () => {
  it('answers at once when the client knows nothing yet, or an older state', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a lock'));
    assert.deepEqual(await ask(bench, 1, null).done, [['waiting'], []]);
    assert.deepEqual(await ask(bench, '1', ['queued']).done, [['waiting'], []]);
  });

  it('waits for the next state', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a lock exec'));
    const waiting = ask(bench, 1, ['waiting']);
    await settle();
    assert.equal(waiting.answer, undefined);
    bench.executor.open('lock:a');
    assert.deepEqual(await waiting.done, [['running'], []]);
  });

  it('brings new log lines, and only those', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a say'), delayOp('b lock say exec'));
    const waiting = ask(bench, 1, ['waiting'], 2);
    await settle();
    bench.executor.open('lock:b');
    const texts = (answer: unknown): unknown[] => (answer as [unknown, unknown[][]])[1].map((line) => line[3]);
    await waiting.done;
    assert.deepEqual(texts(await ask(bench, 1, ['waiting'], 2).done), ['b one', 'b two']);
    assert.deepEqual(texts(await ask(bench, 1, null, null).done), ['a one', 'a two', 'b one', 'b two']);
  });

  it('answers the unchanged state when the time is up, at most 89 seconds', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a lock'));
    const short = ask(bench, 1, ['waiting'], null, { tmout: 5 });
    const long = ask(bench, 1, ['waiting'], null, { tmout: 10_000 });
    await bench.clock.advance(5000);
    assert.deepEqual(short.answer, [['waiting'], []]);
    assert.equal(long.answer, undefined);
    await bench.clock.advance(84_000);
    assert.deepEqual(long.answer, [['waiting'], []]);
  });

  it('does not wait for a job that is done', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a'));
    assert.deepEqual(await ask(bench, 1, ['success'], -1).done, [['success'], []]);
  });

  it('answers any field, by query', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a lock'));
    assert.deepEqual(await ask(bench, 1, null, null, { fields: ['status', 'summary'] }).done, [
      ['status of 1', 'summary of 1'],
      [],
    ]);
  });

  it('says that a job is lost when it is archived meanwhile, or never was', async () => {
    const bench = await QueueBench.start();
    await assert.rejects(ask(bench, 9, null).done, { name: 'JobLost' });
    await bench.submit(delayOp('a'));
    await bench.queue.archive(1);
    await assert.rejects(ask(bench, 1, null).done, { name: 'JobLost' });
  });

  it('ends when the client goes away', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a lock'));
    const waiting = ask(bench, 1, ['waiting']);
    await settle();
    waiting.abort.abort(new Error('gone'));
    await assert.rejects(waiting.done, /gone/);
  });
});
