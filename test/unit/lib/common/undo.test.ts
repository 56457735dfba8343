import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Undo } from '../../../../lib/common/undo.js';

describe('Undo', () => {
  it('goes back in reverse order', async () => {
    const undo = new Undo();
    const seen: string[] = [];
    for (const name of ['a', 'b']) {
      await undo.step(
        name,
        async () => name,
        async (r) => seen.push(r),
      );
    }
    assert.deepEqual(await undo.rollback(), []);
    assert.deepEqual(seen, ['b', 'a']);
  });

  it('registers nothing for a step that failed', async () => {
    const undo = new Undo();
    let undone = false;
    const failing = undo.step(
      'x',
      () => Promise.reject(new Error('no')),
      async () => {
        undone = true;
      },
    );
    await assert.rejects(failing, /no/);
    await undo.rollback();
    assert.equal(undone, false);
  });

  it('goes on past a failing step back and reports it', async () => {
    const undo = new Undo();
    const seen: string[] = [];
    await undo.step(
      'first',
      async () => undefined,
      async () => seen.push('first'),
    );
    await undo.step(
      'second',
      async () => undefined,
      () => Promise.reject(new Error('stuck')),
    );
    const failures = await undo.rollback();
    assert.deepEqual(
      failures.map((f) => [f.what, f.error.message]),
      [['second', 'stuck']],
    );
    assert.deepEqual(seen, ['first']);
  });

  it('forgets its steps when the work is complete', async () => {
    const undo = new Undo();
    let undone = false;
    await undo.step(
      'x',
      async () => undefined,
      async () => {
        undone = true;
      },
    );
    undo.commit();
    await undo.rollback();
    assert.equal(undone, false);
  });
});
