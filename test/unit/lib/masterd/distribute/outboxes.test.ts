import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Outboxes } from '../../../../../lib/masterd/distribute/outboxes.js';
import { settle } from '../../../../support/manual-clock.js';

/** Sends that are answered when the test says so. */
class Wire {
  readonly sent: string[] = [];
  readonly #answers: ((answered: boolean) => void)[] = [];
  send(name: string): () => Promise<boolean> {
    return () => {
      this.sent.push(name);
      return new Promise((resolve) => {
        this.#answers.push(resolve);
      });
    };
  }
  async answer(answered = true): Promise<void> {
    for (const resolve of this.#answers.splice(0)) resolve(answered);
    await settle();
  }
}

describe('Outboxes', () => {
  it('sends only the newest of a key, and tells all who handed one in', async () => {
    const [boxes, wire] = [new Outboxes(), new Wire()];
    const all = Promise.all([boxes.newest('n', 'f', wire.send('one')), boxes.newest('n', 'f', wire.send('two'))]);
    await settle();
    await wire.answer();
    await all;
    assert.deepEqual(wire.sent, ['two']);
  });

  it('never has something older overtake something newer', async () => {
    const [boxes, wire] = [new Outboxes(), new Wire()];
    void boxes.newest('n', 'f', wire.send('one'));
    await settle();
    void boxes.newest('n', 'f', wire.send('two'));
    void boxes.inOrder('n', wire.send('rename'));
    await settle();
    assert.deepEqual(wire.sent, ['one']);
    await wire.answer();
    assert.deepEqual(wire.sent, ['one', 'two']);
    await wire.answer();
    assert.deepEqual(wire.sent, ['one', 'two', 'rename']);
    await wire.answer();
    await boxes.settle();
  });

  it('does not make callers wait for a node that was silent, until it answers', async () => {
    const [boxes, wire] = [new Outboxes(), new Wire()];
    void boxes.newest('n', 'f', wire.send('one'));
    await settle();
    await wire.answer(false);
    await boxes.newest('n', 'f', wire.send('two'));
    await settle();
    await wire.answer(true);
    let done = false;
    void boxes.newest('n', 'f', wire.send('three')).then(() => {
      done = true;
    });
    await settle();
    assert.equal(done, false);
    await wire.answer();
    assert.equal(done, true);
  });

  it('sends to so many nodes at a time and no more', async () => {
    const [boxes, wire] = [new Outboxes(), new Wire()];
    const all = Array.from({ length: 100 }, (_, i) => boxes.newest(`n${i}`, 'f', wire.send(`${i}`)));
    await settle();
    assert.equal(wire.sent.length, 64);
    await wire.answer();
    assert.equal(wire.sent.length, 100);
    await wire.answer();
    await Promise.all(all);
  });

  it('keeps nodes apart', async () => {
    const [boxes, slow, quick] = [new Outboxes(), new Wire(), new Wire()];
    void boxes.newest('slow', 'f', slow.send('one'));
    const done = boxes.newest('quick', 'f', quick.send('one'));
    await settle();
    await quick.answer();
    await done;
    await slow.answer();
    boxes.keepOnly(new Set());
    await boxes.settle();
  });
});
