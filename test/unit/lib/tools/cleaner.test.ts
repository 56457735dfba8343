import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { createSelfSigned } from '../../../../lib/common/certificates.js';
import { systemClock } from '../../../../lib/common/clock.js';
import { systemFiles } from '../../../../lib/common/files.js';
import { Paths } from '../../../../lib/common/paths.js';
import { runCleaner } from '../../../../lib/tools/cleaner/main.js';
import { StoppedClock } from '../../../support/config-data.js';

const DAY = 86_400;

describe('ganeti-cleaner', () => {
  const roots: string[] = [];
  let root = '';
  let paths: Paths;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'gnt-cleaner-'));
    roots.push(root);
    paths = new Paths(root);
    await put('/var/lib/ganeti/ssconf_master_node');
  });
  after(async () => {
    for (const r of roots) await rm(r, { recursive: true });
  });

  /** Makes a file that is so many days old. */
  async function put(path: string, days = 0, text = 'x'): Promise<void> {
    const file = paths.local(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    const time = Date.now() / 1000 - days * DAY;
    await utimes(file, time, time);
  }

  async function clean(...argv: string[]): Promise<{ code: number; said: string[] }> {
    const said: string[] = [];
    const context = { paths, files: systemFiles, clock: systemClock, pid: 77, say: (l: string) => void said.push(l) };
    return { code: await runCleaner(argv, context), said };
  }
  const left = async (dir: string): Promise<string[]> => (await readdir(paths.local(dir))).sort();

  it('removes archived jobs after three weeks, and nothing else of the queue', async () => {
    const queue = '/var/lib/ganeti/queue';
    await put(`${queue}/archive/0/job-1`, 40);
    await put(`${queue}/archive/0/job-2`, 22.1);
    await put(`${queue}/archive/0/job-3`, 21.9);
    await put(`${queue}/archive/1/job-10001`, 1);
    await put(`${queue}/archive/stray`, 400);
    await put(`${queue}/job-4`, 400);
    assert.equal((await clean('master')).code, 0);
    assert.deepEqual(await left(`${queue}/archive/0`), ['job-3']);
    assert.deepEqual(await left(`${queue}/archive/1`), ['job-10001']);
    assert.deepEqual(await left(queue), ['archive', 'job-4']);
    assert.ok((await left(`${queue}/archive`)).includes('stray'));
    const [log = ''] = await left('/var/log/ganeti/master-cleaner');
    assert.match(log, /^cleaner-\d{4}-\d\d-\d\dT\d\d_\d\d\.77\.log$/);
    const text = await readFile(paths.local(`/var/log/ganeti/master-cleaner/${log}`), 'utf8');
    assert.match(text, /^Cleaner started at .*\nremoved '.*job-[12]'\nremoved '.*job-[12]'\n$/);
  });

  it('leaves a machine alone that is in no cluster', async () => {
    await rm(paths.local('/var/lib/ganeti/ssconf_master_node'));
    await put('/var/lib/ganeti/queue/archive/0/job-1', 40);
    await put('/var/lib/ganeti/watcher.a-b-c-d.data', 40);
    assert.equal((await clean('master')).code, 0);
    assert.equal((await clean('node')).code, 0);
    assert.deepEqual(await left('/var/lib/ganeti/queue/archive/0'), ['job-1']);
    assert.ok((await left('/var/lib/ganeti')).includes('watcher.a-b-c-d.data'));
  });

  it('removes what the watcher kept of groups long ago', async () => {
    const uuid = '24d0b69c-8ecd-4259-ae04-a0206dc4f22d';
    await put(`/var/lib/ganeti/watcher.${uuid}.data`, 30);
    await put(`/var/lib/ganeti/watcher.${uuid}.instance-status`, 30);
    await put('/var/lib/ganeti/watcher.pause', 30);
    await put('/var/lib/ganeti/watcher.1-2-3-4.data', 3);
    await put('/var/lib/ganeti/config.data', 300);
    assert.equal((await clean('node')).code, 0);
    assert.deepEqual(await left('/var/lib/ganeti'), [
      'config.data',
      'ssconf_master_node',
      'watcher.1-2-3-4.data',
      'watcher.pause',
    ]);
  });

  it('removes expired keys of imports and exports only', async () => {
    const crypto = '/var/run/ganeti/crypto';
    const now = Date.now();
    const made = (days: number): string =>
      createSelfSigned({ clock: new StoppedClock(now - 10 * DAY * 1000) }, { days }).certificate;
    const expired = made(9);
    await put(`${crypto}/valid/cert`, 0, made(11));
    await put(`${crypto}/valid/key`);
    await put(`${crypto}/expired/key`);
    await put(`${crypto}/expired/cert`, 0, expired);
    await put(`${crypto}/busy/cert`, 0, expired);
    await put(`${crypto}/busy/other`);
    await put(`${crypto}/broken/cert`, 400, 'no certificate');
    assert.equal((await clean('node')).code, 0);
    assert.deepEqual(await left(crypto), ['broken', 'busy', 'valid']);
    assert.deepEqual(await left(`${crypto}/busy`), ['other']);
    assert.deepEqual(await left(`${crypto}/valid`), ['cert', 'key']);
  });

  it('keeps fifty logs', async () => {
    for (let i = 100; i < 160; i += 1) await put(`/var/log/ganeti/cleaner/cleaner-2020-01-01T00_00.${String(i)}.log`);
    assert.equal((await clean('node')).code, 0);
    const logs = await left('/var/log/ganeti/cleaner');
    assert.equal(logs.length, 50);
    assert.equal(logs[0], 'cleaner-2020-01-01T00_00.111.log');
  });

  it('knows node and master only', async () => {
    assert.equal((await clean()).code, 1);
    assert.equal((await clean('both')).code, 1);
    assert.equal((await clean('node', 'master')).code, 1);
    assert.deepEqual(await clean('--help-completion'), { code: 0, said: ['choices=node,master 1 1'] });
    assert.equal((await clean('--help')).code, 0);
  });
});
