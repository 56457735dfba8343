import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { answerQuestions, WorkerThread } from '../../../../lib/common/worker-thread.js';

const own = pathToFileURL(join(process.cwd(), 'dist/lib/common/worker-thread.js')).href;

describe('WorkerThread', () => {
  let folder = '';
  let thread: WorkerThread<string, string>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gnt-thread-'));
    const program = join(folder, 'program.mjs');
    const text = `import { answerQuestions } from ${JSON.stringify(own)};
      answerQuestions((q) => {
        if (q === 'fail') throw new Error('cannot do that');
        if (q === 'die') process.exit(3);
        if (q === 'late') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return q.toUpperCase();
      });`;
    await writeFile(program, text);
    thread = new WorkerThread(pathToFileURL(program));
  });
  after(async () => {
    await thread.close();
    await rm(folder, { recursive: true });
  });

  it('answers each question with its own answer', async () => {
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((q) => thread.ask(q))), ['A', 'B', 'C']);
  });

  it('rejects with what the thread threw, and goes on', async () => {
    await assert.rejects(thread.ask('fail'), /cannot do that/);
    assert.equal(await thread.ask('again'), 'AGAIN');
  });

  it('fails what a thread was asked that broke down, and starts another for the next', async () => {
    await assert.rejects(thread.ask('die'), /ended with code 3/);
    assert.equal(await thread.ask('next'), 'NEXT');
  });

  it('rejects what is open when it is closed', async () => {
    const open = assert.rejects(thread.ask('late'), /was ended/);
    await thread.close();
    await open;
  });

  it('is answered from a thread only', () => {
    assert.throws(() => {
      answerQuestions(() => '');
    }, /as a thread of a daemon/);
  });
});
