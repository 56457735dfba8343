import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { defaultAllocator } from '../../../../lib/bootstrap/allocator.js';
import { OwnPrograms } from '../../../../lib/common/own-programs.js';
import { ExecaRunner } from '../../../../lib/common/exec.js';
import { Paths } from '../../../../lib/common/paths.js';

describe('defaultAllocator', () => {
  let root = '';
  let context: Parameters<typeof defaultAllocator>[1];
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'gnt-allocator-'));
    const folder = new Paths(root).local('/usr/local/lib/ganeti/iallocators');
    await mkdir(join(folder, 'folder'), { recursive: true });
    await writeFile(join(folder, 'mine'), '');
    const paths = new Paths(root);
    const entry = join(process.cwd(), 'bin/gnt-cluster');
    context = { paths, programs: new OwnPrograms(new ExecaRunner(), paths, 'node1', entry) };
  });
  after(() => rm(root, { recursive: true }));

  it('is hail when none is named', async () => {
    assert.equal(await defaultAllocator(null, context), 'hail');
    assert.equal(await defaultAllocator('hail', context), 'hail');
  });

  it('is one of the folders of allocators by its name', async () => {
    assert.equal(await defaultAllocator('mine', context), 'mine');
  });

  for (const name of ['', 'other', 'folder', '../mine', '/bin/true']) {
    it(`is not '${name}'`, async () => {
      await assert.rejects(defaultAllocator(name, context), (error: { args?: unknown[] }) => {
        assert.match(String(error.args?.[0]), new RegExp(`^Invalid default iallocator script '${name}' specified`));
        assert.equal(error.args?.[1], 'wrong_input');
        return true;
      });
    });
  }
});
