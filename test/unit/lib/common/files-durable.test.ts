import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemFiles } from '../../../../lib/common/files.js';

let dir: string;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'files-'));
});
after(() => rm(dir, { recursive: true, force: true }));

describe('systemFiles', () => {
  it('writes many files at once, each whole and with its mode, and leaves no temporary ones', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `f${i}`);
    await Promise.all(names.map((name) => systemFiles.writeAtomic(join(dir, name), name, { mode: 0o604 })));
    for (const name of names) {
      assert.equal(await readFile(join(dir, name), 'utf8'), name);
      assert.equal((await stat(join(dir, name))).mode & 0o777, 0o604);
    }
    assert.deepEqual((await systemFiles.list(dir)).sort(), names.sort());
    assert.equal((await readdir(dir)).length, names.length);
  });

  it('reports a directory that is not there, and lists it as empty', async () => {
    const missing = join(dir, 'missing');
    await assert.rejects(systemFiles.writeAtomic(join(missing, 'f'), 'x'), { code: 'ENOENT' });
    assert.deepEqual(await systemFiles.list(missing), []);
  });

  it('makes the directory that a file is moved to', async () => {
    await systemFiles.writeAtomic(join(dir, 'moving'), 'x');
    await systemFiles.rename(join(dir, 'moving'), join(dir, 'a/b/moved'));
    assert.equal(await systemFiles.readText(join(dir, 'a/b/moved')), 'x');
    assert.equal(await systemFiles.readTextIfPresent(join(dir, 'moving')), undefined);
  });
});
