import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBelow, wrongFileStoragePaths } from '../../../../../lib/noded/storage/file/allowed-paths.js';
import { createTestNode } from '../../../../support/test-node.js';

describe('file storage paths', () => {
  it('finds directories of the system and relative paths, sorted', () => {
    const paths = ['/srv/x', '/usr/lib64/x', '/bin', 'x/y', '/home/', '/usr/local', '/etcetera', '/root/a'];
    assert.deepEqual(wrongFileStoragePaths(paths), ['/bin', '/home', '/root/a', '/usr/lib64/x', 'x/y']);
  });

  it('goes by whole names', () => {
    assert.equal(isBelow('/srv/a', '/srv/ab/c'), false);
    assert.equal(isBelow('/srv/a/', '/srv/a//b/'), true);
    assert.equal(isBelow('/srv/a', '/srv/a'), false);
    assert.equal(isBelow('/srv/a', '/srv/a/../b'), false);
    assert.equal(isBelow('/', '/x'), true);
  });

  it('takes no path when the list is empty, comments aside', async () => {
    const node = await createTestNode({ storagePaths: ['# nothing', ''] });
    await assert.rejects(
      node.ctx.fileStoragePaths.check('/srv/x/y'),
      /No paths are allowed for file storage; list them in/,
    );
    await node.remove();
  });

  it('tells why a directory cannot be used', async () => {
    const node = await createTestNode({ storagePaths: ['/srv/a'] });
    assert.equal(await node.ctx.fileStoragePaths.problemOf('/srv/a'), undefined);
    assert.match((await node.ctx.fileStoragePaths.problemOf('/srv/a/b')) ?? '', /does not exist/);
    assert.match(
      (await node.ctx.fileStoragePaths.problemOf('/srv/b')) ?? '',
      /File storage may not use path '\/srv\/b'; '\S*\/node1\/etc\/ganeti\/file-storage-paths' allows \/srv\/a/,
    );
    await node.remove();
  });
});
