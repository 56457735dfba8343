import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LockClaim } from '../../../../../lib/masterd/locking/allocation.js';
import { LockManager } from '../../../../../lib/masterd/locking/manager.js';

const node = (mode: LockClaim['mode'], ...names: string[]): LockClaim => ({
  level: 'node',
  mode,
  names: new Set(names),
});
const open = { priority: 0, signal: new AbortController().signal };

describe('LockManager', () => {
  it('wakes a waiting job when the lock is freed', async () => {
    const locks = new LockManager();
    await locks.acquire('1', node('exclusive', 'a'), open);
    const waiting = locks.acquire('2', node('exclusive', 'a'), open);
    locks.releaseAll('1');
    assert.deepEqual(await waiting, ['a']);
  });

  it('ends a wait with the reason of the signal and serves those behind', async () => {
    const locks = new LockManager();
    await locks.acquire('1', node('shared', 'a'), open);
    const abort = new AbortController();
    const given = locks.acquire('2', node('exclusive', 'a'), { priority: 0, signal: abort.signal });
    const behind = locks.acquire('3', node('shared', 'a'), open);
    abort.abort(new Error('cancelled'));
    await assert.rejects(given, /cancelled/);
    assert.deepEqual(await behind, ['a']);
  });

  it('does not even ask when the signal is aborted already', async () => {
    const locks = new LockManager();
    await assert.rejects(
      locks.acquire('1', node('shared', 'a'), { priority: 0, signal: AbortSignal.abort(new Error('too late')) }),
      /too late/,
    );
    assert.deepEqual(locks.report(), []);
  });

  it('rejects a request out of lock order and stays usable', async () => {
    const locks = new LockManager();
    await locks.acquire('1', node('shared', 'a'), open);
    await assert.rejects(
      locks.acquire('1', { level: 'instance', mode: 'shared', names: new Set(['i']) }, open),
      /order violation/i,
    );
    locks.releaseAll('1');
    assert.deepEqual(await locks.acquire('1', node('exclusive', 'a'), open), ['a']);
  });

  it('reports owners and those who wait, in lock order', async () => {
    const locks = new LockManager();
    await locks.acquire('1', { level: 'cluster', mode: 'shared', names: new Set(['BGL']) }, open);
    await locks.acquire('1', node('exclusive', 'b'), open);
    const waiting = locks.acquire('2', node('shared', 'a', 'b'), open);
    assert.deepEqual(locks.report(), [
      { name: 'cluster/BGL', mode: 'shared', owners: ['1'], pending: [] },
      { name: 'node/a', mode: null, owners: [], pending: [['shared', '2']] },
      { name: 'node/b', mode: 'exclusive', owners: ['1'], pending: [['shared', '2']] },
    ]);
    locks.downgrade('1', 'node');
    await waiting;
  });
});
