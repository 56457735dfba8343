import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../../../../lib/common/log.js';
import { sample } from '../../../../lib/mond/sampler.js';
import { Switches } from '../../../../lib/mond/switches.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { fakeCollector } from '../../../support/mond-lab.js';

const log = silentLogger;

describe('what mond does in the background', () => {
  it('measures in the interval of the cluster, follows its changes, and rests while switched off', async () => {
    const clock = new ManualClock();
    let answer: unknown = { a: { active: true, interval: 2_000_000 } };
    const switches = new Switches({ clock, log, confd: { ask: async () => answer } });
    await switches.refresh();
    let measured = 0;
    const collector = fakeCollector('a', () => 0, { update: async () => void (measured += 1) });
    const ending = new AbortController();
    const running = Promise.all([
      sample(collector, { switches, clock, log }, ending.signal),
      switches.follow(ending.signal),
    ]);
    await clock.advance(9000);
    assert.equal(measured, 5);
    answer = { a: { active: true, interval: 60_000_000 } };
    await clock.advance(11_000);
    const before = measured;
    await clock.advance(180_000);
    assert.equal(measured - before, 3);
    answer = { a: { active: false, interval: 1_000_000 } };
    await clock.advance(80_000);
    const off = measured;
    await clock.advance(60_000);
    assert.equal(measured, off);
    ending.abort();
    await running;
  });

  it('goes on after a measurement that failed', async () => {
    const clock = new ManualClock();
    const switches = new Switches({ clock, log, confd: { ask: () => Promise.reject(new Error('silent')) } });
    let tried = 0;
    const update = (): Promise<void> => Promise.reject(new Error(`no sensor ${String((tried += 1))}`));
    const ending = new AbortController();
    const running = sample(
      fakeCollector('a', () => 0, { update }),
      { switches, clock, log },
      ending.signal,
    );
    await clock.advance(20_000);
    assert.equal(tried, 5);
    ending.abort();
    await running;
  });

  it('keeps the switches it knows while confd is silent or talks nonsense', async () => {
    const clock = new ManualClock();
    const answers: unknown[] = [{ a: { active: false, interval: 7 } }, undefined, 'nonsense'];
    const switches = new Switches({
      clock,
      log,
      confd: { ask: async () => answers.shift() ?? Promise.reject(new Error('silent')) },
    });
    assert.deepEqual(switches.of('a'), { active: true, interval: 5_000_000 });
    for (let i = 0; i < 3; i += 1) {
      await switches.refresh();
      assert.deepEqual(switches.of('a'), { active: false, interval: 7 });
    }
  });
});
