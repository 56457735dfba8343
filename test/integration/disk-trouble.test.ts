import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually, runProgram, TestCluster } from '../support/vcluster.js';

const STATE = 'var/lib/ganeti';

async function mount(...argv: string[]): Promise<void> {
  const ran = await runProgram(['mount', ...argv]);
  if (ran.code !== 0) throw new Error(`mount ${argv.join(' ')}: ${ran.stderr}`);
}

/** Why a small disk cannot be mounted here; false when it can. */
async function obstacle(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'mounting a disk needs root';
  const ran = await runProgram(['unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return ran.code === 0 ? false : `no file system can be mounted: ${ran.stderr.trim()}`;
}

describe('trouble with the disk of the master', { skip: await obstacle() }, () => {
  let vc: TestCluster;
  let disk = '';
  const addTag = (tag: string): ReturnType<TestCluster['run']> => vc.run('node1', 'gnt-cluster', 'add-tags', tag);
  const tags = async (): Promise<string[]> => (await vc.ok('gnt-cluster', 'list-tags')).split(/\s+/).filter(Boolean);
  const daemon = (...argv: string[]): ReturnType<TestCluster['run']> => vc.run('node1', 'daemon-util', ...argv);
  const log = (): Promise<string> => readFile(vc.path('node1', 'var/log/ganeti/master-daemon.log'), 'utf8');

  before(async () => {
    vc = await TestCluster.create(1);
    disk = vc.path('node1', STATE);
    for (const name of ['ganeti-masterd', 'ganeti-noded']) await daemon('stop', name);
    // The state moves to a disk of its own, small enough to be filled.
    await rename(disk, `${disk}.before`);
    await mkdir(disk);
    await mount('-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk);
    await cp(`${disk}.before`, disk, { recursive: true, preserveTimestamps: true });
    for (const name of ['ganeti-noded', 'ganeti-masterd']) assert.equal((await daemon('start', name)).code, 0);
  });
  after(async () => {
    for (const name of ['ganeti-masterd', 'ganeti-noded']) await daemon('stop', name);
    await runProgram(['umount', '--lazy', disk]);
    await vc.destroy();
  });

  it('refuses new work while the disk is full, says why, and goes on answering', async () => {
    assert.equal((await addTag('before')).code, 0);
    const filler = join(disk, 'filler');
    await runProgram(['dd', 'if=/dev/zero', `of=${filler}`, 'bs=4k']);
    // The journal has space in store: one more change may be taken, which shows when its files can be written.
    const first = addTag('first');
    const refused = await eventually('work is refused', async () => {
      const ran = await vc.run('node1', 'timeout', '20', 'gnt-cluster', 'add-tags', 'refused');
      return ran.code === 1 ? ran : undefined;
    });
    assert.match(refused.stderr, /cannot be written .*(ENOSPC|no space left).*nothing new is accepted until/i);
    assert.ok((await tags()).includes('before'));
    assert.match(await log(), /cannot be written/);
    await rm(filler);
    await eventually('work is taken again', async () => ((await addTag('after')).code === 0 ? true : undefined));
    const { code } = await first;
    const all = await tags();
    assert.ok(all.includes('before') && all.includes('after'));
    assert.equal(all.includes('first'), code === 0);
  });

  it('does not start on a disk that cannot be written, and starts again once it can', async () => {
    await daemon('stop', 'ganeti-masterd');
    await mount('-o', 'remount,ro', disk);
    try {
      const ran = await daemon('start', 'ganeti-masterd');
      assert.notEqual(ran.code, 0);
      assert.match(ran.stderr, /EROFS|read-only file system/i);
    } finally {
      await mount('-o', 'remount,rw', disk);
    }
    assert.equal((await daemon('start', 'ganeti-masterd')).code, 0);
    assert.ok((await tags()).includes('after'));
  });

  it('puts a corrupt job file into the archive, says so, and keeps the others', async () => {
    await daemon('stop', 'ganeti-masterd');
    const queue = join(disk, 'queue');
    const files = (await readdir(queue)).filter((name) => /^job-\d+$/.test(name)).sort();
    const [victim = '', other = ''] = files;
    await writeFile(join(queue, victim), '{"id": 1, "ops": [');
    assert.equal((await daemon('start', 'ganeti-masterd')).code, 0);
    const listed = (await vc.ok('gnt-job', 'list', '--no-headers', '-o', 'id')).split(/\s+/);
    assert.ok(!listed.includes(victim.slice(4)) && listed.includes(other.slice(4)));
    assert.match(await log(), new RegExp(`${victim}\\b`));
    assert.equal((await addTag('still-works')).code, 0);
  });
});
