import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemAppendFiles } from '../../../../lib/common/append-file.js';

describe('systemAppendFiles', () => {
  let dir = '';
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'append-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('takes space before it needs it, and finds the end of the content again', async () => {
    const path = join(dir, 'a');
    const file = await systemAppendFiles.open(path, 0o600);
    await file.append(Buffer.from('one\n'));
    const { size } = await stat(path);
    for (let i = 0; i < 100; i += 1) await file.append(Buffer.from('more\n'));
    assert.equal((await stat(path)).size, size);
    await file.close();
    const again = await systemAppendFiles.open(path, 0o600);
    assert.equal(again.size, 504);
    await again.append(Buffer.from('two\n'));
    assert.equal((await again.read()).toString().slice(-9), 'more\ntwo\n');
    await again.close();
  });

  it('takes content that is larger than what it takes at a time', async () => {
    const path = join(dir, 'b');
    const file = await systemAppendFiles.open(path, 0o600);
    const large = Buffer.alloc(3_000_000, 'x');
    await file.append(large);
    await file.append(large);
    assert.equal(file.size, 6_000_000);
    assert.ok((await file.read()).every((byte) => byte === 120));
    await file.truncate(5);
    await file.append(Buffer.from('y'));
    assert.equal((await file.read()).toString(), 'xxxxxy');
    await file.close();
  });

  it('finds the end behind any number of zero bytes, or none at all', async () => {
    for (const [zeros, content] of [
      [0, 'abc'],
      [70_000, 'abc'],
      [65_536, ''],
      [0, ''],
    ] as const) {
      const path = join(dir, 'c');
      await writeFile(path, content + '\0'.repeat(zeros));
      const file = await systemAppendFiles.open(path, 0o600);
      assert.equal(file.size, content.length);
      await file.close();
      assert.equal((await readFile(path)).length, content.length + zeros);
    }
  });
});
