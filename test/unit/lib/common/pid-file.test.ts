import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ExecaRunner } from '../../../../lib/common/exec.js';
import { LockBusy, lockFile } from '../../../../lib/common/flock.js';
import { AlreadyRunning, claimPidFile, runningPid } from '../../../../lib/common/pid-file.js';

describe('pid files', () => {
  const run = new ExecaRunner();
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gnt-pid-'));
    path = join(directory, 'ganeti-noded.pid');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('holds our pid and a lock until it is removed', async () => {
    const claimed = await claimPidFile(run, path, 'ganeti-noded');
    assert.equal(await readFile(path, 'utf8'), `${String(process.pid)}\n`);
    assert.equal(await runningPid(run, path), process.pid);
    await claimed.remove();
    assert.equal(await runningPid(run, path), undefined);
  });

  it('refuses a second daemon and names the first', async () => {
    const claimed = await claimPidFile(run, path, 'ganeti-noded', 4711);
    await assert.rejects(claimPidFile(run, path, 'ganeti-noded'), (e) => {
      assert.ok(e instanceof AlreadyRunning);
      assert.match(e.message, /already running \(pid 4711\); stop it first: daemon-util stop ganeti-noded/);
      return true;
    });
    await claimed.remove();
  });

  it('takes over the file of a daemon that was killed, whatever pid it left', async () => {
    await writeFile(path, `${String(process.pid)}\n`);
    assert.equal(await runningPid(run, path), undefined);
    await (await claimPidFile(run, path, 'ganeti-noded')).remove();
  });

  it('lets a daemon start while somebody looks at the file of a dead one', async () => {
    await writeFile(path, `${String(process.pid)}\n`);
    const looking = await lockFile(run, path);
    const claimed = claimPidFile(run, path, 'ganeti-noded');
    await looking.release();
    await (await claimed).remove();
  });

  it('waits for a lock as long as asked', async () => {
    const lock = await lockFile(run, join(directory, 'lock'));
    await assert.rejects(lockFile(run, join(directory, 'lock')), LockBusy);
    const second = lockFile(run, join(directory, 'lock'), { waitSeconds: 10 });
    await lock.release();
    await (await second).release();
  });
});
