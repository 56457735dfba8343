import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixed, general, shortest } from '@gnt/htools';

describe('fixed', () => {
  it('rounds the shortest decimal digits half to even', () => {
    assert.deepEqual(
      [0.5, 1.5, 2.5, 0.125, 2.675, -1.5].map((x) => fixed(x, 0)),
      ['0', '2', '2', '0', '3', '-2'],
    );
    assert.equal(fixed(2.675, 2), '2.68');
    assert.equal(fixed(0.125, 2), '0.12');
    assert.equal(fixed(9.9999, 2), '10.00');
  });
  it('fills up with zeros', () => {
    assert.deepEqual([fixed(0, 8), fixed(21, 3), fixed(1e-9, 4)], ['0.00000000', '21.000', '0.0000']);
  });
  it('names what is no number', () => {
    assert.deepEqual([fixed(NaN, 2), fixed(Infinity, 2), fixed(-Infinity, 2)], ['NaN', 'Infinity', '-Infinity']);
  });
});

describe('general', () => {
  it('takes a power of ten outside 0.1 to 10^7, but for zero', () => {
    assert.deepEqual(
      [0, 0.05, 0.5, 1e-9, 2e7].map((x) => general(x, 6)),
      ['0.000000', '5.000000e-2', '0.500000', '1.000000e-9', '2.000000e7'],
    );
  });
});

describe('shortest', () => {
  it('reads back as the same number and always has a point', () => {
    for (const x of [4, 0.1, 32.5, 1e-7, 123456789, 0.30000000000000004]) {
      assert.ok(shortest(x).includes('.'));
      assert.equal(Number(shortest(x)), x);
    }
  });
});
