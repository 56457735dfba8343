import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  commaJoin,
  duplicates,
  formatSeconds,
  formatUnit,
  niceSort,
  pythonText,
  shown,
} from '../../../../../lib/masterd/planning/text.js';

describe('texts of logical units', () => {
  it('orders names with their numbers as numbers', () => {
    const names = ['node10', 'node2', 'node1.b', 'node', 'a', 'node2.example'];
    assert.deepEqual(niceSort(names), ['a', 'node', 'node1.b', 'node2', 'node2.example', 'node10']);
  });

  const units: readonly (readonly [number, string])[] = [
    [0, '0M'],
    [128, '128M'],
    [1023.6, '1024M'],
    [1024, '1.0G'],
    [1152, '1.1G'],
    [1024 * 1024 * 2.5, '2.5T'],
  ];
  for (const [mebibytes, text] of units) {
    it(`writes ${mebibytes} MiB as ${text}`, () => {
      assert.equal(formatUnit(mebibytes), text);
    });
  }

  const times: readonly (readonly [number, string])[] = [
    [0, '0s'],
    [59.4, '59s'],
    [60, '1m 0s'],
    [3661, '1h 1m 1s'],
    [86400 + 5, '1d 0h 0m 5s'],
  ];
  for (const [seconds, text] of times) {
    it(`writes ${seconds} seconds as ${text}`, () => {
      assert.equal(formatSeconds(seconds), text);
    });
  }

  const values: readonly (readonly [unknown, string])[] = [
    [null, 'None'],
    [true, 'True'],
    ['text', 'text'],
    [['a', 1, null], "['a', 1, None]"],
    [{ a: "it's" }, `{'a': "it's"}`],
    [{ a: 'b\n\\' }, String.raw`{'a': 'b\n\\'}`],
  ];
  for (const [value, text] of values) {
    it(`hands ${JSON.stringify(value)} to scripts as ${text}`, () => {
      assert.equal(pythonText(value), text);
    });
  }

  it('joins, shows and finds what is there twice', () => {
    assert.equal(commaJoin(new Set(['a', 2])), 'a, 2');
    assert.deepEqual([shown('x'), shown({ a: 1 }), shown(undefined)], ['x', '{"a":1}', 'null']);
    assert.deepEqual(duplicates(['b', 'a', 'b', 'a', 'b', 'c']), ['b', 'a']);
  });
});
