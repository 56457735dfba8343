import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SimTime } from '../../simulation/time.js';

describe('SimTime', () => {
  it('goes from event to event in order, equal times in the order they were asked for', async () => {
    const time = new SimTime();
    const seen: string[] = [];
    for (const [ms, name] of [
      [30, 'c'],
      [10, 'a'],
      [20, 'b'],
      [10, 'a2'],
    ] as const)
      // prettier-ignore
      time.after(ms, () => seen.push(`${name} ${(time.seconds * 1000).toFixed(0)}`));
    time.after(15, () => seen.push('never'))();
    await time.advance(25);
    assert.deepEqual(seen, ['a 10', 'a2 10', 'b 20']);
    await time.advance(100);
    assert.deepEqual(seen.at(-1), 'c 30');
    assert.equal(time.seconds, 0.125);
  });

  it('lets promises settle before the next event', async () => {
    const time = new SimTime();
    const seen: string[] = [];
    const sleep = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        time.after(ms, resolve);
      });
    void (async () => {
      await sleep(5);
      for (let i = 0; i < 20; i += 1) await Promise.resolve();
      seen.push('long chain');
    })();
    time.after(6, () => seen.push('next'));
    await time.advance(10);
    assert.deepEqual(seen, ['long chain', 'next']);
  });
});
