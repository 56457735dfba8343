import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { compress } from '@gnt/protocol';
import { allowedUploads, uploadFile } from '../../../../lib/noded/backend/files/upload.js';
import {
  purgeQueue,
  renameQueueFiles,
  setDrainFlag,
  updateQueueFile,
} from '../../../../lib/noded/backend/files/job-queue.js';
import { Paths } from '../../../../lib/common/paths.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';

const V = '/###-VIRTUAL-PATH-###,';

describe('files that a master writes', () => {
  let node: TestNode;
  beforeEach(async () => {
    node = await createTestNode();
  });
  afterEach(() => node.remove());

  const upload = (path: string, more: { user?: string | null } = {}): Promise<void> =>
    uploadFile(node.ctx, {
      path,
      content: compress('text '.repeat(200)),
      mode: 0o640,
      user: 'root',
      group: 'root',
      mtime: 1_700_000_000,
      ...more,
    });

  it('replaces an allowed file with content, mode and time', async () => {
    await upload(`${V}/var/lib/ganeti/rapi/users`);
    const path = node.paths.file('rapiUsers');
    assert.equal(await readFile(path, 'utf8'), 'text '.repeat(200));
    const info = await stat(path);
    assert.equal(info.mode & 0o7777, 0o640);
    assert.equal(info.mtimeMs, 1_700_000_000_000);
  });

  it('refuses every other file, other spellings, and paths of another kind of cluster', async () => {
    for (const path of [`${V}/etc/ganeti/file-storage-paths`, `${V}/var/lib/ganeti/server.pem`, `${V}/etc/passwd`]) {
      await assert.rejects(upload(path), /is not one that a master may write/, path);
    }
    await assert.rejects(upload('/var/lib/ganeti/config.data'), /is not a virtual path/);
    await assert.rejects(upload('config.data'), /not absolute/);
    await assert.rejects(upload('/etc/hosts'), /does not change the machine's/);
    assert.deepEqual(await readdir(node.paths.dirs.data), []);
  });

  it('needs the names of owner and group', async () => {
    await assert.rejects(
      upload(`${V}/var/lib/ganeti/config.data`, { user: null }),
      /needs the names of its owner and group/,
    );
  });

  it('allows on a real machine exactly the files of the original', () => {
    assert.deepEqual([...allowedUploads(new Paths())].sort(), [
      '/etc/ganeti/kvm-vif-bridge',
      '/etc/ganeti/vnc-cluster-password',
      '/etc/hosts',
      '/etc/xen/scripts/vif-bridge',
      '/etc/xen/xen/xl.conf',
      '/var/lib/ganeti/cluster-domain-secret',
      '/var/lib/ganeti/config.data',
      '/var/lib/ganeti/hmac.key',
      '/var/lib/ganeti/known_hosts',
      '/var/lib/ganeti/rapi.pem',
      '/var/lib/ganeti/rapi/users',
      '/var/lib/ganeti/spice-ca.pem',
      '/var/lib/ganeti/spice.pem',
    ]);
  });

  it('writes ssconf files whole, read-only, with a newline at the end, and reads them back', async () => {
    await node.ctx.ssconf.write({ node_list: ['a', 'b'], cluster_tags: [], cluster_name: 'c' });
    assert.equal(await readFile(node.paths.ssconf('node_list'), 'utf8'), 'a\nb\n');
    assert.equal(await readFile(node.paths.ssconf('cluster_tags'), 'utf8'), '');
    assert.equal((await stat(node.paths.ssconf('node_list'))).mode & 0o777, 0o444);
    assert.deepEqual(await node.ctx.ssconf.lines('node_list'), ['a', 'b']);
    assert.deepEqual(await node.ctx.ssconf.lines('cluster_tags'), []);
    assert.equal(await node.ctx.ssconf.value('cluster_name'), 'c');
    assert.equal(await node.ctx.ssconf.lines('master_ip'), undefined);
  });

  it('writes no ssconf file when one key is unknown or one value too large', async () => {
    await assert.rejects(node.ctx.ssconf.write({ node_list: ['a'], '../x': ['b'] }), /Unknown ssconf key '..\/x'/);
    await assert.rejects(
      node.ctx.ssconf.write({ node_list: ['a'], cluster_name: 'x'.repeat(200_000) }),
      /has 200001 bytes, at most 131072/,
    );
    assert.equal(await node.ctx.ssconf.lines('node_list'), undefined);
  });

  it('keeps the job queue: writes, archives, drains, purges, under its lock', async () => {
    const queue = node.paths.file('queueDir');
    await node.ctx.queueLock.run(() => updateQueueFile(node.ctx, `${V}/var/lib/ganeti/queue/job-7`, [0, '{"id":7}']));
    assert.equal(await readFile(join(queue, 'job-7'), 'utf8'), '{"id":7}');
    await renameQueueFiles(node.ctx, [
      [`${V}/var/lib/ganeti/queue/job-7`, `${V}/var/lib/ganeti/queue/archive/0/job-7`],
    ]);
    assert.deepEqual(await readdir(join(queue, 'archive/0')), ['job-7']);
    await setDrainFlag(node.ctx, true);
    await updateQueueFile(node.ctx, `${V}/var/lib/ganeti/queue/serial`, [0, '8\n']);
    assert.deepEqual((await readdir(queue)).sort(), ['archive', 'drain', 'lock', 'serial']);
    await setDrainFlag(node.ctx, false);
    await purgeQueue(node.ctx);
    assert.deepEqual((await readdir(queue)).sort(), ['archive', 'lock']);
  });

  it('touches nothing outside of the job queue', async () => {
    await mkdir(node.paths.file('queueDir'), { recursive: true });
    await writeFile(node.paths.file('configData'), 'x');
    for (const path of [
      `${V}/var/lib/ganeti/config.data`,
      `${V}/var/lib/ganeti/queue/../config.data`,
      `${V}/var/lib/ganeti/queue`,
    ]) {
      await assert.rejects(updateQueueFile(node.ctx, path, [0, 'y']), /does not lie in the job queue/);
      await assert.rejects(
        renameQueueFiles(node.ctx, [[`${V}/var/lib/ganeti/queue/job-1`, path]]),
        /does not lie in the job queue/,
      );
    }
    assert.equal(await readFile(node.paths.file('configData'), 'utf8'), 'x');
  });

  it('refuses content that is damaged or unpacks to too much', async () => {
    await assert.rejects(
      updateQueueFile(node.ctx, `${V}/var/lib/ganeti/queue/job-1`, [1, 'no zlib']),
      /damaged or larger/,
    );
  });
});
