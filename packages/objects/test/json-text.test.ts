import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { byBytes, jsonText, numberText, compareNicely, niceSortBy } from '../src/index.js';

describe('numberText', () => {
  it("prints numbers as the original's writer does", () => {
    const cases: [number, string][] = [
      [0, '0'],
      [40, '40'],
      [3.5, '3.5'],
      [-0.25, '-0.25'],
      [1795179392.0189278, '1.7951793920189278e9'],
      [1795179428.5, '1.7951794285e9'],
      [12345678.5, '1.23456785e7'],
      [9999999.5, '9999999.5'],
      [0.05, '5.0e-2'],
    ];
    for (const [n, text] of cases) {
      assert.equal(numberText(n), text);
      assert.equal(JSON.parse(text), n);
    }
  });
});

describe('jsonText', () => {
  it('keeps the order of keys and leaves absent ones out', () => {
    assert.equal(jsonText({ b: [1, 'x', null], a: { c: true, d: undefined } }), '{"b":[1,"x",null],"a":{"c":true}}');
  });
});

describe('byBytes', () => {
  it('orders as the bytes of UTF-8 do', () => {
    const words = ['b', 'a', 'ab', '', 'Z', '0', 'é', '\u{1F600}', '\uFFFD'];
    const sorted = [...words].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual([...words].sort(byBytes), sorted);
  });
});

describe('compareNicely', () => {
  it('counts numbers inside names', () => {
    assert.deepEqual(
      niceSortBy(['node10', 'node2', 'a', '3x', 'node', 'node2b'], (n) => n),
      ['3x', 'a', 'node', 'node2', 'node2b', 'node10'],
    );
    assert.equal(compareNicely('same', 'same'), 0);
  });
});
