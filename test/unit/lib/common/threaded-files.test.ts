import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { systemFiles, type Files } from '../../../../lib/common/files.js';
import { threadedFiles, type QuickFault, type QuickWrite } from '../../../../lib/common/threaded-files.js';
import { WorkerThread } from '../../../../lib/common/worker-thread.js';

describe('threadedFiles', () => {
  const program = pathToFileURL(join(process.cwd(), 'dist/lib/programs/file-writer-thread.js'));
  const thread = new WorkerThread<readonly QuickWrite[], QuickFault[]>(program);
  const batches: number[] = [];
  let dir = '';
  let files: Files;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'threaded-'));
    files = threadedFiles(systemFiles, {
      ask: (writes) => {
        batches.push(writes.length);
        return thread.ask(writes);
      },
    });
  });
  after(async () => {
    await thread.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('writes what comes together in one go, each file whole and with its mode', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `f${String(i)}`);
    await Promise.all(names.map((name) => files.writeAtomic(join(dir, name), name, { mode: 0o604, durable: false })));
    for (const name of names) {
      assert.equal(await readFile(join(dir, name), 'utf8'), name);
      assert.equal((await stat(join(dir, name))).mode & 0o777, 0o604);
    }
    assert.equal((await readdir(dir)).length, names.length);
    assert.deepEqual(batches, [names.length]);
  });

  it('writes one file again and again in the order that was asked for', async () => {
    const path = join(dir, 'same');
    await Promise.all([1, 2, 3].map((n) => files.writeAtomic(path, `text ${String(n)}`, { durable: false })));
    assert.equal(await readFile(path, 'utf8'), 'text 3');
  });

  it('says what the system said against one file, and writes the others', async () => {
    const bad = files.writeAtomic(join(dir, 'missing/f'), 'x', { durable: false });
    const good = files.writeAtomic(join(dir, 'good'), 'x', { durable: false });
    await assert.rejects(bad, { code: 'ENOENT' });
    await good;
    assert.equal(await readFile(join(dir, 'good'), 'utf8'), 'x');
  });

  it('leaves what must be durable, and what is large, to the files it stands for', async () => {
    const before = batches.length;
    await files.writeAtomic(join(dir, 'durable'), 'x');
    await files.writeAtomic(join(dir, 'large'), 'x'.repeat(100_000), { durable: false });
    assert.equal(batches.length, before);
    assert.equal((await stat(join(dir, 'large'))).size, 100_000);
  });

  it('fails the writes when the thread breaks down', async () => {
    const broken = threadedFiles(systemFiles, { ask: () => Promise.reject(new Error('it ended')) });
    await assert.rejects(broken.writeAtomic(join(dir, 'g'), 'x', { durable: false }), /it ended/);
  });
});
