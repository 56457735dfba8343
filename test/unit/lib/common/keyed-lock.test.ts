import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deferred } from '../../../../lib/common/deferred.js';
import { KeyedLock } from '../../../../lib/common/keyed-lock.js';

describe('KeyedLock', () => {
  it('runs work of one key in order and of different keys side by side', async () => {
    const lock = new KeyedLock();
    const seen: string[] = [];
    const gate = deferred<undefined>();
    const first = lock.run('a', async () => {
      await gate.promise;
      seen.push('a1');
    });
    const second = lock.run('a', async () => Promise.resolve(seen.push('a2')));
    await lock.run('b', async () => Promise.resolve(seen.push('b')));
    gate.resolve(undefined);
    await Promise.all([first, second]);
    assert.deepEqual(seen, ['b', 'a1', 'a2']);
  });

  it('goes on after work that failed', async () => {
    const lock = new KeyedLock();
    const failing = lock.run('a', () => Promise.reject(new Error('no')));
    const next = lock.run('a', () => Promise.resolve('yes'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});
