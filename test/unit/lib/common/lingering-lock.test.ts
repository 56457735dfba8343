import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { deferred } from '../../../../lib/common/deferred.js';
import type { HeldLock } from '../../../../lib/common/flock.js';
import { LingeringLock } from '../../../../lib/common/lingering-lock.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';

describe('LingeringLock', () => {
  let clock: ManualClock;
  let events: string[];
  let lock: LingeringLock;
  beforeEach(() => {
    clock = new ManualClock();
    events = [];
    lock = new LingeringLock(clock, () => {
      events.push('take');
      const release = (): Promise<void> => Promise.resolve(void events.push('release'));
      return Promise.resolve({ release } as HeldLock);
    });
  });

  const work = (name: string) => (): Promise<number> => Promise.resolve(events.push(name));

  it('is taken once for work that comes in a burst, and let go a little later', async () => {
    await Promise.all([lock.run(work('a')), lock.run(work('b'))]);
    await clock.advance(50);
    await lock.run(work('c'));
    await clock.advance(99);
    assert.deepEqual(events, ['take', 'a', 'b', 'c']);
    await clock.advance(1);
    assert.deepEqual(events, ['take', 'a', 'b', 'c', 'release']);
  });

  it('is shared by work side by side, and waits for all of it before it is let go', async () => {
    const gate = deferred<undefined>();
    const slow = lock.run(() => gate.promise);
    await lock.run(work('quick'));
    const released = lock.release();
    const late = lock.run(work('late'));
    await settle();
    assert.deepEqual(events, ['take', 'quick']);
    gate.resolve(undefined);
    await Promise.all([slow, released, late]);
    assert.deepEqual(events, ['take', 'quick', 'release', 'take', 'late']);
  });

  it('lets others have a turn every second though work keeps coming', async () => {
    for (let i = 0; i < 30; i++) {
      await lock.run(work('w'));
      await clock.advance(50);
    }
    assert.deepEqual(
      events.filter((e) => e !== 'w'),
      ['take', 'release', 'take'],
    );
  });

  it('goes on after work that failed and after a lock that could not be had', async () => {
    await assert.rejects(
      lock.run(() => Promise.reject(new Error('no'))),
      /no/,
    );
    await lock.run(work('a'));
    await lock.release();
    let fail = true;
    const busy = new LingeringLock(clock, () => {
      if (fail) return Promise.reject(new Error('busy'));
      return Promise.resolve({ release: () => Promise.resolve() } as HeldLock);
    });
    await assert.rejects(busy.run(work('b')), /busy/);
    fail = false;
    await busy.run(work('c'));
    await settle();
    assert.deepEqual(events, ['take', 'a', 'release', 'c']);
  });
});
