import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate } from '../../simulation/run.js';
import { shrink } from '../../simulation/shrink.js';

describe('simulate', () => {
  it('does the same again from the same seed, whatever ran in between', async () => {
    const first = await simulate('repeat', 60);
    const other = await simulate('another', 60);
    const second = await simulate('repeat', 60);
    assert.ok(first.events > 100);
    assert.equal(second.digest, first.digest);
    assert.deepEqual(second.trace, first.trace);
    assert.notEqual(other.digest, first.digest);
  });

  it('finds nothing wrong with a few seeds', async () => {
    for (const seed of ['1', '2', '3', '4']) {
      const { violation, trace } = await simulate(seed, 60);
      assert.equal(violation, undefined, `seed ${seed}:\n${trace.join('\n')}`);
    }
  });

  it('reports a rule that breaks, and leaves out the steps that do not matter', async () => {
    const rule = (clients: { readonly oracle: { readonly jobs: ReadonlyMap<number, unknown> } }): string | undefined =>
      clients.oracle.jobs.size >= 3 ? 'three jobs' : undefined;
    const failed = await simulate('shrink', 60, { rule });
    assert.equal(failed.violation?.message, 'extra: three jobs');
    const short = await shrink(failed, { rule });
    assert.equal(short.violation?.message, 'extra: three jobs');
    assert.ok(short.steps.length <= 4, `${short.steps.length} steps are left`);
  });
});
