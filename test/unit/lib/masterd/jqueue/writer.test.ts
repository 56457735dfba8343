import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CoalescingWriter } from '../../../../../lib/masterd/jqueue/writer.js';
import { MemoryFiles } from '../../../../support/config-data.js';
import { ManualClock, settle } from '../../../../support/manual-clock.js';

function bench(): { files: MemoryFiles; clock: ManualClock; writer: CoalescingWriter } {
  const [files, clock] = [new MemoryFiles(), new ManualClock()];
  return { files, clock, writer: new CoalescingWriter(files, clock, { mode: 0o640 }) };
}

describe('CoalescingWriter', () => {
  it('writes durable content at once', async () => {
    const { files, writer } = bench();
    assert.equal(await writer.write('f', () => 'one', true), 'one');
    assert.equal(files.contents.get('f'), 'one');
    assert.equal(files.options.get('f')?.durable, true);
  });

  it('puts other content off for a moment and then writes the newest', async () => {
    const { files, clock, writer } = bench();
    const first = writer.write('f', () => 'one', false);
    const second = writer.write('f', () => 'two', false);
    await settle();
    assert.equal(files.writes, 0);
    await clock.advance(100);
    assert.deepEqual([await first, await second, files.writes], ['two', 'two', 1]);
    assert.equal(files.options.get('f')?.durable, false);
  });

  it('does not put off durable content because of what waits', async () => {
    const { files, writer } = bench();
    const lazy = writer.write('f', () => 'one', false);
    await settle();
    assert.equal(await writer.write('f', () => 'two', true), 'two');
    assert.equal(await lazy, 'two');
    assert.equal(files.writes, 1);
  });

  it('never has two writes of a file under way', async () => {
    const { files, writer } = bench();
    let open = 0;
    files.gate = async () => {
      open += 1;
      assert.equal(open, 1);
      await settle(20);
      open -= 1;
    };
    await Promise.all(
      ['a', 'b', 'c'].map(async (text) => {
        await settle(text.charCodeAt(0) % 7);
        await writer.write('f', () => text, true);
      }),
    );
    assert.equal(open, 0);
  });

  it('tells everyone who waited when a write fails, and writes what comes later', async () => {
    const { files, writer } = bench();
    files.gate = () => Promise.reject(new Error('disk full'));
    const both = [writer.write('f', () => 'one', true), writer.write('f', () => 'two', true)];
    for (const result of await Promise.allSettled(both)) assert.equal(result.status, 'rejected');
    files.gate = undefined;
    assert.equal(await writer.write('f', () => 'three', true), 'three');
  });

  it('brings what was put off to disk when it is to settle', async () => {
    const { files, writer } = bench();
    void writer.write('f', () => 'one', false);
    await writer.allSettled();
    assert.equal(files.contents.get('f'), 'one');
  });
});
