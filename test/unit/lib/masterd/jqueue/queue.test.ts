import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryFiles } from '../../../../support/config-data.js';
import { settle } from '../../../../support/manual-clock.js';
import { delayOp, QueueBench } from '../../../../support/queue-bench.js';

const QUEUE = '/var/lib/ganeti/queue';

describe('JobQueue: submitting', () => {
  it('stores a job before it hands out its number, here and on the candidates', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a exec'));
    assert.equal(id, 1);
    assert.equal(bench.files.contents.get(`${QUEUE}/serial`), '1\n');
    assert.equal(bench.files.options.get(`${QUEUE}/job-1`)?.mode, 0o640);
  });

  it('extends the reason trail of each opcode', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a exec', { reason: [['gnt:user', 'because', 1]] }), delayOp('b'));
    const reasons = bench.queue.get(1)!.ops.map((op) => op.input['reason']);
    const time = 1_800_000_000_000_000_000;
    assert.deepEqual(reasons, [
      [
        ['gnt:user', 'because', 1],
        ['gnt:opcode:test_delay', 'job=1;index=0', time],
      ],
      [['gnt:opcode:test_delay', 'job=1;index=1', time]],
    ]);
  });

  it('refuses all jobs of a submission when one is invalid, naming opcode and parameter', async () => {
    const bench = await QueueBench.start();
    await assert.rejects(
      bench.queue.submitMany([[delayOp('a')], [{ ...delayOp('b'), duration: 'x' }]]),
      /OP_TEST_DELAY: parameter 'duration'/,
    );
    assert.equal(bench.queue.serial, 0);
    assert.deepEqual(bench.queue.list(), []);
  });

  it('refuses a job that cannot be made safe', async () => {
    const bench = await QueueBench.start();
    bench.disk.refuse = new Error('no space left');
    await assert.rejects(bench.queue.submit([delayOp('a')]), /no space left/);
    assert.equal(bench.queue.get(1), undefined);
  });

  it('makes relative dependencies absolute', async () => {
    const bench = await QueueBench.start();
    const ids = await bench.queue.submitMany([[delayOp('a exec')], [delayOp('b', { depends: [[-1, ['success']]] })]]);
    assert.deepEqual(ids, [1, 2]);
    assert.deepEqual(bench.queue.get(2)!.ops[0]!.input['depends'], [[1, ['success']]]);
  });

  it('counts a job without opcodes as done', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit();
    assert.equal(bench.status(id), 'success');
  });

  it('takes no jobs while drained, but for those who insist', async () => {
    const bench = await QueueBench.start();
    await bench.queue.setDrained(true);
    assert.equal(bench.files.contents.get(`${QUEUE}/drain`), '');
    await assert.rejects(bench.queue.submit([delayOp('a')]), { name: 'GenericError', message: 'Queue drained' });
    assert.equal(await bench.queue.submit([delayOp('b')], { evenDrained: true }), 1);
    await bench.queue.setDrained(false);
    assert.equal(bench.files.contents.has(`${QUEUE}/drain`), false);
    assert.equal(await bench.queue.submit([delayOp('c')]), 2);
  });

  it('keeps the pause of the watcher in its file, and none that is not safe', async () => {
    const bench = await QueueBench.start();
    const file = '/var/lib/ganeti/watcher.pause';
    await bench.queue.setWatcherPause(1795180176.15);
    assert.equal(bench.files.contents.get(file), '1795180176\n');
    await bench.queue.setWatcherPause(null);
    assert.equal(bench.files.contents.has(file), false);
    bench.disk.refuse = new Error('no space left');
    await assert.rejects(bench.queue.setWatcherPause(1795180176), /no space left/);
    assert.equal(bench.files.contents.has(file), false);
  });
});

describe('JobQueue: running', () => {
  it('shows waiting, running and success with the times of each', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a lock exec'));
    assert.equal(bench.status(id), 'waiting');
    assert.notEqual(bench.queue.get(id)!.start_timestamp, null);
    await bench.clock.advance(1000);
    bench.executor.open('lock:a');
    await settle();
    assert.equal(bench.status(id), 'running');
    assert.deepEqual(bench.queue.get(id)!.ops[0]!.exec_timestamp, [1_800_000_001, 0]);
    bench.executor.open('exec:a');
    await settle();
    assert.equal(bench.status(id), 'success');
    const job = bench.file(id) as { ops: { result: unknown; status: string }[]; end_timestamp: unknown };
    assert.deepEqual(
      [job.ops[0]!.status, job.ops[0]!.result, job.end_timestamp],
      ['success', 'a done', [1_800_000_001, 0]],
    );
  });

  it('has the running state on stable storage before the opcode acts', async () => {
    const seen: boolean[] = [];
    const execute = async (_input: unknown, run: { started(): Promise<void> }): Promise<void> => {
      await run.started();
      seen.push(bench.disk.synced('/var/lib/ganeti/journal').includes('running'));
    };
    const bench = await QueueBench.start(new MemoryFiles(), { executor: { execute, reprioritise: () => undefined } });
    await bench.submit(delayOp('a'));
    assert.deepEqual(seen, [true]);
  });

  it('does not run an opcode that cannot be marked as running, and says why in the end', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a lock exec'));
    bench.disk.refuse = new Error('EIO: i/o error');
    bench.executor.open('lock:a');
    await settle();
    assert.deepEqual(bench.executor.started, []);
    assert.equal(bench.status(id), 'waiting');
    bench.disk.refuse = undefined;
    await bench.clock.advance(3000);
    assert.equal(bench.status(id), 'error');
    assert.match(JSON.stringify(bench.queue.get(id)!.ops[0]!.result), /journal .* cannot be written .*EIO/);
  });

  it('reports the end only when it is on disk', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a exec'));
    let write: () => void = () => undefined;
    bench.files.gate = () =>
      new Promise((resolve) => {
        write = resolve;
      });
    bench.executor.open('exec:a');
    await settle();
    assert.equal(bench.status(id), 'running');
    write();
    await settle();
    assert.equal(bench.status(id), 'success');
  });

  it('fails the rest of a job whose opcode fails', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a'), delayOp('b fail'), delayOp('c'));
    const ops = bench.queue.get(id)!.ops;
    assert.deepEqual(
      ops.map((op) => op.status),
      ['success', 'error', 'error'],
    );
    assert.deepEqual(
      ops.map((op) => op.result),
      ['a done', ['OpExecError', ['b failed']], ['OpExecError', ['Preceding opcode failed']]],
    );
    assert.equal(bench.status(id), 'error');
    assert.deepEqual(bench.executor.started, ['a', 'b']);
  });

  it('numbers log lines through the whole job and shows them at once', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a say'), delayOp('b say exec'));
    const lines = bench.queue
      .get(id)!
      .ops.flatMap((op) => op.log)
      .map(([serial, , kind, text]) => [serial, kind, text]);
    assert.deepEqual(lines, [
      [1, 'message', 'a one'],
      [2, 'message', 'a two'],
      [3, 'message', 'b one'],
      [4, 'message', 'b two'],
    ]);
    await bench.clock.advance(100);
    assert.match(JSON.stringify(bench.file(id)), /b two/);
  });

  it('runs no more jobs at once than the limit says', async () => {
    const bench = await QueueBench.start(new MemoryFiles(), { limit: () => 2 });
    for (const name of ['a', 'b', 'c']) await bench.submit(delayOp(`${name} exec`));
    assert.deepEqual(bench.executor.started, ['a', 'b']);
    bench.executor.open('exec:a');
    await settle();
    assert.deepEqual(bench.executor.started, ['a', 'b', 'c']);
  });
});

describe('JobQueue: dependencies', () => {
  it('starts a job when the one it depends on is done as required', async () => {
    const bench = await QueueBench.start();
    const first = await bench.submit(delayOp('a exec'));
    const second = await bench.submit(delayOp('b', { depends: [[first, ['success']]] }));
    assert.equal(bench.status(second), 'queued');
    bench.executor.open('exec:a');
    await settle();
    assert.equal(bench.status(second), 'success');
  });

  it('fails a job when the other one ended otherwise', async () => {
    const bench = await QueueBench.start();
    const first = await bench.submit(delayOp('a fail'));
    const second = await bench.submit(delayOp('b', { depends: [[first, ['success']]] }));
    assert.deepEqual(bench.queue.get(second)!.ops[0]!.result, [
      'OpExecError',
      [`Job ${String(first)}, which this one depends on, ended with status 'error', not with 'success'`],
    ]);
  });

  it('cancels a job when the other one was cancelled', async () => {
    const bench = await QueueBench.start();
    const first = await bench.submit(delayOp('a lock'));
    const second = await bench.submit(delayOp('b', { depends: [[first, []]] }));
    void bench.queue.cancel(first, false);
    await settle();
    assert.equal(bench.status(second), 'canceled');
  });

  it('accepts an archived job as done', async () => {
    const bench = await QueueBench.start();
    const first = await bench.submit(delayOp('a'));
    assert.equal(await bench.queue.archive(first), true);
    const second = await bench.submit(delayOp('b', { depends: [[first, ['success']]] }));
    assert.equal(bench.status(second), 'success');
  });

  it('fails a job that depends on one that never was', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('b', { depends: [[77, ['success']]] }));
    assert.deepEqual(bench.queue.get(id)!.ops[0]!.result, ['OpExecError', ['Dependency error: Job 77 not found']]);
  });

  it('waits inside a job for the dependency of a later opcode', async () => {
    const bench = await QueueBench.start(new MemoryFiles(), {
      filter: { rejected: () => [], admission: () => () => true },
    });
    const first = await bench.submit(delayOp('a exec'));
    const second = await bench.submit(delayOp('b'), delayOp('c', { depends: [[first, []]] }));
    assert.equal(bench.status(second), 'queued');
    bench.executor.open('exec:a');
    await settle();
    assert.equal(bench.status(second), 'success');
  });
});

describe('JobQueue: cancelling', () => {
  it('takes a queued job out of the queue', async () => {
    const bench = await QueueBench.start(new MemoryFiles(), { limit: () => 0 });
    const id = await bench.submit(delayOp('a'));
    assert.deepEqual(await bench.queue.cancel(id, false), [true, `Dequeued job ${String(id)}`]);
    assert.equal(bench.status(id), 'canceled');
    assert.equal(bench.queue.get(id)!.ops[0]!.result, null);
  });

  it('ends a job that waits for locks', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a lock'), delayOp('b'));
    assert.deepEqual(await bench.queue.cancel(id, false), [true, 'Job successfully cancelled']);
    const ops = bench.queue.get(id)!.ops;
    assert.deepEqual(
      ops.map((op) => [op.status, op.result]),
      [
        ['canceled', 'Job canceled by request'],
        ['canceled', 'Job canceled by request'],
      ],
    );
  });

  it('lets a running opcode finish and runs no further one', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a exec'), delayOp('b'));
    assert.deepEqual(await bench.queue.cancel(id, false), [
      false,
      'The job waits no longer; it was asked to stop but may go on',
    ]);
    bench.executor.open('exec:a');
    await settle();
    assert.deepEqual(
      bench.queue.get(id)!.ops.map((op) => op.status),
      ['success', 'canceled'],
    );
  });

  it('ends even a running opcode when told to kill', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a exec'));
    assert.equal((await bench.queue.cancel(id, true))[0], true);
    await settle();
    assert.deepEqual(bench.queue.get(id)!.ops[0]!.result, ['OpExecError', ['Job killed by request']]);
  });

  it('knows neither finished nor unknown jobs', async () => {
    const bench = await QueueBench.start();
    const id = await bench.submit(delayOp('a'));
    assert.deepEqual(await bench.queue.cancel(id, false), [false, `Job ${String(id)} not found in queue`]);
    assert.deepEqual(await bench.queue.cancel(99, false), [false, 'Job 99 not found in queue']);
  });
});

describe('JobQueue: priority and archive', () => {
  it('starts the best priority first and moves a queued job', async () => {
    let limit = 1;
    const bench = await QueueBench.start(new MemoryFiles(), { limit: () => limit });
    await bench.submit(delayOp('a exec'));
    const low = await bench.submit(delayOp('b exec', { priority: 10 }));
    await bench.submit(delayOp('c exec'));
    assert.deepEqual(await bench.queue.changePriority(low, -10), [
      true,
      `Job ${String(low)}: opcodes still to run have priority -10 now`,
    ]);
    limit = 2;
    bench.executor.open('exec:a');
    await settle();
    assert.deepEqual(bench.executor.started, ['a', 'b', 'c']);
    assert.deepEqual(bench.executor.priorities, [[low, -10]]);
  });

  it('archives finished jobs only, 10000 to a directory', async () => {
    const files = new MemoryFiles();
    files.contents.set(`${QUEUE}/serial`, '20000\n');
    const bench = await QueueBench.start(files);
    const id = await bench.submit(delayOp('a exec'));
    assert.equal(id, 20001);
    assert.equal(await bench.queue.archive(id), false);
    bench.executor.open('exec:a');
    await settle();
    assert.equal(await bench.queue.archive(id), true);
    assert.equal(bench.queue.get(id), undefined);
    assert.deepEqual(await bench.queue.archivedIds(), [id]);
    assert.equal((await bench.queue.readArchived(id))?.id, id);
  });

  it('archives by age and counts what it did not get to', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a'));
    await bench.clock.advance(3_600_000);
    await bench.submit(delayOp('b'));
    assert.deepEqual(await bench.queue.autoArchive(1800, 30), [1, 0]);
    assert.deepEqual(await bench.queue.autoArchive(-1, 0), [0, 1]);
    assert.deepEqual(await bench.queue.autoArchive(-1, 30), [1, 0]);
  });
});

describe('JobQueue: after a restart', () => {
  it('runs jobs again that waited, and fails those that ran with the reason', async () => {
    const before = await QueueBench.start();
    await before.submit(delayOp('a lock'));
    await before.submit(delayOp('b exec'), delayOp('c'));
    await before.clock.advance(100);
    const after = await QueueBench.start(before.files);
    await settle();
    assert.equal(after.status(1), 'waiting');
    const source = (after.queue.get(1)!.ops[0]!.input['reason'] as unknown[][]).map((r) => r[0]);
    assert.deepEqual(source, ['gnt:opcode:test_delay', 'gnt:daemon:masterd:pickup:test_delay']);
    const failed = ['error', ['OpExecError', ['Unclean master daemon shutdown']]];
    assert.deepEqual(
      after.queue.get(2)!.ops.map((op) => [op.status, op.result]),
      [failed, failed],
    );
    assert.equal(after.queue.serial, 2);
  });

  it('keeps what a job had done and goes on with the rest', async () => {
    const before = await QueueBench.start();
    await before.submit(delayOp('a'), delayOp('b lock'));
    await before.clock.advance(100);
    const after = await QueueBench.start(before.files);
    await settle();
    after.executor.open('lock:b');
    await settle();
    assert.deepEqual(after.executor.started, ['b']);
    assert.deepEqual(
      after.queue.get(1)!.ops.map((op) => op.status),
      ['success', 'success'],
    );
  });

  it('leaves waiting jobs as they are when it is stopped, and gives running ones time', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('a lock'));
    await bench.submit(delayOp('b exec'));
    const stopped = bench.queue.stop(5000);
    await settle();
    bench.executor.open('exec:b');
    await stopped;
    assert.equal(bench.status(1), 'waiting');
    assert.equal(bench.status(2), 'success');
    await assert.rejects(bench.queue.submit([delayOp('c')]), /not open/);
  });

  it('ends running jobs when their time is over, saying why', async () => {
    const bench = await QueueBench.start();
    await bench.submit(delayOp('b exec'));
    const stopped = bench.queue.stop(5000);
    await bench.clock.advance(5000);
    await stopped;
    assert.deepEqual(bench.queue.get(1)!.ops[0]!.result, ['OpExecError', ['The master daemon is stopping']]);
  });

  it('moves a damaged job file to the archive and never gives its number again', async () => {
    const files = new MemoryFiles();
    files.contents.set(`${QUEUE}/job-7`, '{"id": 7');
    files.contents.set(`${QUEUE}/serial`, '5\n');
    const bench = await QueueBench.start(files);
    assert.equal(files.contents.get(`${QUEUE}/archive/0/job-7`), '{"id": 7');
    assert.equal(await bench.submit(delayOp('a')), 8);
  });

  it('fails a job whose opcode is not accepted any more', async () => {
    const before = await QueueBench.start(new MemoryFiles(), { limit: () => 0 });
    await before.submit(delayOp('a'));
    const path = `${QUEUE}/job-1`;
    const files = new MemoryFiles();
    files.contents.set(path, before.files.contents.get(path)!.replace('"duration":1', '"duration":"x"'));
    const after = await QueueBench.start(files);
    assert.equal(after.status(1), 'error');
    assert.match(JSON.stringify(after.queue.get(1)!.ops[0]!.result), /duration/);
  });

  it('refuses a queue of another version', async () => {
    const files = new MemoryFiles();
    files.contents.set(`${QUEUE}/version`, '2\n');
    await assert.rejects(QueueBench.start(files), /version '2'/);
  });
});

describe('JobQueue: secrets', () => {
  it('hands secret parameters to the executor alone: not to the disk, the candidates or those who look', async () => {
    const seen: unknown[] = [];
    const execute = async (input: Readonly<Record<string, unknown>>): Promise<void> => {
      seen.push(input['osparams_secret']);
    };
    const bench = await QueueBench.start(new MemoryFiles(), { executor: { execute, reprioritise: () => undefined } });
    const id = await bench.submit({
      OP_ID: 'OP_INSTANCE_REINSTALL',
      instance_name: 'web',
      osparams_secret: { root: 'hunter2' },
      reason: [],
    });
    assert.deepEqual(seen, [{ root: 'hunter2' }]);
    const shown = [JSON.stringify(bench.queue.get(id)), ...bench.files.contents.values()];
    assert.ok(shown.some((text) => text.includes('<redacted>')));
    assert.ok(!shown.some((text) => text.includes('hunter2')));
  });
});
