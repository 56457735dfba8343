import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { WireDisk } from '@gnt/protocol';
import { Undo } from '../../../../../lib/common/undo.js';
import type { Storage } from '../../../../../lib/noded/storage/interface.js';
import { createTestNode, type TestNode } from '../../../../support/test-node.js';

const DIRECTORY = '/srv/ganeti/file-storage/inst1';
const disk = (name: string, size = 4): WireDisk => ({
  dev_type: 'file',
  logical_id: ['loop', `${DIRECTORY}/${name}`],
  size,
  iv_name: 'disk/0',
});
const MIB = 1024 * 1024;

describe('disks that are files', () => {
  let node: TestNode;
  let storage: Storage;
  beforeEach(async () => {
    node = await createTestNode();
    storage = node.ctx.storages.get('file');
  });
  afterEach(() => node.remove());

  const local = (name: string): string => node.paths.local(`${DIRECTORY}/${name}`);
  const create = (d: WireDisk, undo = new Undo()): ReturnType<Storage['create']> =>
    storage.create(d, d.size ?? 0, undo, { excl_stor: false, forced: false });

  it('creates a sparse file of the size that only its owner may read, and finds it', async () => {
    assert.equal(await storage.find(disk('d0')), undefined);
    const made = await create(disk('d0'));
    assert.equal(made.path, local('d0'));
    const info = await stat(local('d0'));
    assert.equal(info.size, 4 * MIB);
    assert.equal(info.mode & 0o777, 0o600);
    assert.equal(made.uri('kvm'), null);
    assert.equal((await storage.find(disk('d0')))?.path, local('d0'));
    assert.deepEqual(await storage.dimensions(disk('d0')), [4 * MIB, null]);
    assert.equal((await storage.status(disk('d0'))).ldisk_status, 1);
  });

  it('never overwrites a file that is there', async () => {
    await create(disk('d0'));
    await writeFile(local('d0'), 'data');
    const undo = new Undo();
    await assert.rejects(create(disk('d0'), undo), /can't create: EEXIST/);
    await undo.rollback();
    assert.equal(await readFile(local('d0'), 'utf8'), 'data');
  });

  it('leaves no file when the size is more than a file can have, and says what to do', async () => {
    const large = disk('d0');
    await assert.rejects(
      storage.create(large, 2 ** 43, new Undo(), { excl_stor: false, forced: false }),
      /no room for it: take a smaller disk or another node/,
    );
    assert.equal(await storage.find(large), undefined);
  });

  it('takes a created file back on undo', async () => {
    const undo = new Undo();
    await create(disk('d0'), undo);
    assert.deepEqual(await undo.rollback(), []);
    assert.deepEqual(await readdir(node.paths.local(DIRECTORY)), []);
  });

  it('grows the file, but not on a dry run or when the layer above is meant', async () => {
    await create(disk('d0'));
    await storage.grow(disk('d0'), 3, { dryRun: true, backingStore: true });
    await storage.grow(disk('d0'), 3, { dryRun: false, backingStore: false });
    assert.equal((await stat(local('d0'))).size, 4 * MIB);
    await storage.grow(disk('d0'), 3, { dryRun: false, backingStore: true });
    assert.equal((await stat(local('d0'))).size, 7 * MIB);
    await assert.rejects(storage.grow(disk('d0'), -1, { dryRun: false, backingStore: true }), /negative amount/);
  });

  it('renames and removes; removing what is gone is no error', async () => {
    await create(disk('d0'));
    await storage.rename(disk('d0'), ['loop', `${DIRECTORY}/d1`]);
    assert.deepEqual(await readdir(node.paths.local(DIRECTORY)), ['d1']);
    await storage.remove(disk('d1'));
    await storage.remove(disk('d1'));
    await assert.rejects(storage.assemble(disk('d1')), /No such file/);
  });

  it('refuses every path that is not allowed, for each operation', async () => {
    for (const path of [
      '/srv/ganeti/other/x',
      '/srv/ganeti/file-storage',
      '/srv/ganeti/file-storage/../../x',
      '/etc/ganeti/x',
      'relative',
    ]) {
      const bad: WireDisk = { ...disk('x'), logical_id: ['loop', path] };
      const options = { dryRun: false, backingStore: true };
      const operations = [
        () => create(bad),
        () => storage.find(bad),
        () => storage.remove(bad),
        () => storage.grow(bad, 1, options),
        () => storage.rename(disk('d0'), ['loop', path]),
      ];
      await create(disk('d0'));
      for (const operation of operations)
        await assert.rejects(operation(), /may not use path|forbidden prefix|absolute paths only/, path);
      await storage.remove(disk('d0'));
    }
  });

  it('refuses a logical id of another form and exclusive storage', async () => {
    await assert.rejects(storage.find({ ...disk('x'), logical_id: ['vg', 'lv', 'z'] }), /Invalid logical id/);
    await assert.rejects(
      storage.create(disk('x'), 1, new Undo(), { excl_stor: true, forced: false }),
      /does not support exclusive storage/,
    );
  });

  it('has no driver for templates of later parts', () => {
    assert.throws(
      () => node.ctx.storages.get('drbd'),
      /Disk template 'drbd' is not available on this node; it has file, sharedfile/,
    );
  });
});
