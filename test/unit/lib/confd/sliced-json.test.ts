import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSliced } from '../../../../lib/confd/sliced-json.js';
import { Slices } from '../../../../lib/confd/slices.js';
import { configText } from '../../../support/confd-lab.js';
import { StoppedClock } from '../../../support/config-data.js';

const parse = (text: string): Promise<unknown> => parseSliced(text, new Slices(new StoppedClock()));

describe('parseSliced', () => {
  it('reads the recorded configuration as JSON.parse does', async () => {
    assert.deepEqual(await parse(configText), JSON.parse(configText));
  });

  it('reads any object as JSON.parse does, pretty or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 2), async (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        assert.deepEqual(await parse(text), JSON.parse(text));
      }),
    );
  });

  it('refuses every beginning of a configuration', async () => {
    const text = JSON.stringify({ a: { b: ['x"\\', 1] }, c: null });
    for (let i = 0; i < text.length; i += 1)
      await assert.rejects(parse(text.slice(0, i)), SyntaxError, text.slice(0, i));
  });

  it('refuses what is not one object', async () => {
    for (const text of ['[]', '1', '', '{}{}', '{"a":1}x', '{"a" 1}', '{"a":{"b":1,}}', '{a:1}', '{"a":1 "b":2}'])
      await assert.rejects(parse(text), SyntaxError, text);
  });

  it('gives way while it works', async () => {
    const clock = new StoppedClock();
    let rests = 0;
    const ticking = {
      now: () => (clock.time += 1),
      sleep: () => Promise.resolve(void (rests += 1)),
      after: () => () => undefined,
    };
    const members = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${String(i)}`, { i }]));
    await parseSliced(JSON.stringify({ instances: members }), new Slices(ticking));
    assert.ok(rests > 10, `${String(rests)} rests`);
  });
});
