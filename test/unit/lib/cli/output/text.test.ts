import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatInfo, inline, pairs, type Info } from '../../../../../lib/cli/output/info.js';
import { withDefaults } from '../../../../../lib/cli/output/params.js';
import { formatPolicy } from '../../../../../lib/cli/output/policy.js';
import { repr, safeEncode, str } from '../../../../../lib/cli/output/python.js';
import { toRoman } from '../../../../../lib/cli/output/roman.js';
import { niceSort } from '../../../../../lib/cli/output/sort.js';
import { formatTable } from '../../../../../lib/cli/output/table.js';
import { parseTimespan } from '../../../../../lib/common/timespan.js';
import { formatUnit } from '../../../../../lib/cli/output/units.js';
import { wrapLine } from '../../../../../lib/cli/output/wrap.js';

describe('formatInfo', () => {
  const CASES: readonly (readonly [string, Info, string])[] = [
    ['a value', 'x', 'x'],
    ['ordered pairs', pairs(['b', 1], ['a', null]), 'b: 1\na: None'],
    ['objects by key', { b: true, a: 'x' }, 'a: x\nb: True'],
    ['nested objects', pairs(['p', { k: { x: 1 } }]), 'p: \n  k: \n    x: 1'],
    ['empty containers', pairs(['l', []], ['o', {}], ['t', '']), 'l: \no: \nt: '],
    ['lists', ['a', ['b', 'c']], '- a\n- - b\n  - c'],
    ['lists of pairs', [pairs(['a', 1], ['b', [2, 3]])], '- a: 1\n  b: \n    - 2\n    - 3'],
    ['aligned values', pairs(['ab', 1, 'g'], ['a', 2, 'g'], ['abcdef', 3]), 'ab: 1\na:  2\nabcdef: 3'],
    ['values on one line', pairs(['c', inline(1, 'message', null)]), 'c: [1, message, None]'],
  ];
  for (const [title, data, expected] of CASES) {
    it(`prints ${title}`, () => {
      assert.equal(formatInfo(data), expected);
    });
  }
});

describe('values as the original prints them', () => {
  it('writes None, True, lists and dictionaries', () => {
    assert.equal(str(null), 'None');
    assert.equal(str(true), 'True');
    assert.equal(str(['a', 1, null, { k: "it's" }]), `['a', 1, None, {'k': "it's"}]`);
    assert.equal(repr('a\n\\'), "'a\\n\\\\'");
    assert.equal(repr(`'"`), `'\\'"'`);
  });

  it('makes text safe to print', () => {
    assert.equal(safeEncode('a\tb\nc\u0001é€😀'), 'a\\tb\\nc\\x01\\xe9\\u20ac\\U0001f600');
  });

  it('writes sizes', () => {
    assert.deepEqual(
      [
        [100, 'h'],
        [1024, 'h'],
        [1536, 'h'],
        [1048576, 'h'],
        [2052, 'm'],
        [2052, 'g'],
        [524288, 't'],
      ].map(([size, unit]) => formatUnit(Number(size), unit as 'h')),
      ['100M', '1.0G', '1.5G', '1.0T', '2052', '2.0', '0.5'],
    );
    // Ties go to the even digit, as in Python.
    assert.equal(formatUnit(1024 * 2.25, 'g'), '2.2');
    assert.equal(formatUnit(6000, 'm', true), '6000');
    assert.equal(formatUnit(300, 'h', true), 'CCCM');
  });

  it('writes Roman numerals where there are any', () => {
    assert.deepEqual([1, 4, 1999, 0, 5000, 1.5].map(toRoman), ['I', 'IV', 'MCMXCIX', undefined, undefined, undefined]);
  });

  it('marks defaults', () => {
    assert.deepEqual(withDefaults({ a: 1, n: { x: 5 } }, { a: 1, b: false, n: { x: 5, y: 6 }, e: {} }), {
      a: '1',
      b: 'default (False)',
      n: { x: '5', y: 'default (6)' },
      e: 'default ({})',
    });
  });

  it('marks what a group inherits of its policy', () => {
    const spec = { 'memory-size': 128 };
    const cluster = {
      minmax: [{ min: spec, max: spec }],
      std: spec,
      'disk-templates': ['file'],
      'vcpu-ratio': 4,
      'spindle-ratio': 32,
    };
    const text = formatInfo(formatPolicy({ 'vcpu-ratio': 2 }, cluster));
    assert.match(text, /min\/0: \n {6}memory-size: default \(128\)/);
    assert.match(text, /allowed disk templates: default \(file\)/);
    assert.match(text, /vcpu-ratio: 2\b/);
    assert.match(text, /spindle-ratio: default \(32\)/);
    assert.doesNotMatch(text, /std/);
  });
});

describe('tables and lists', () => {
  const columns = [{ title: 'Name' }, { title: 'Size', alignRight: true }, { title: 'Last' }];
  const rows = [
    ['a', '10', 'x'],
    ['longer', '5', 'yy'],
  ];

  it('aligns columns and pads no last one', () => {
    assert.deepEqual(formatTable(rows, columns, { headers: true, separator: null }), [
      'Name   Size Last',
      'a        10 x',
      'longer    5 yy',
    ]);
  });

  it('joins columns by a separator', () => {
    assert.deepEqual(formatTable(rows, columns, { headers: false, separator: '|' }), ['a|10|x', 'longer|5|yy']);
  });

  it('sorts names naturally', () => {
    assert.deepEqual(niceSort(['a10', 'a2', 'a', '3', 'b1x10', 'b1x9']), ['3', 'a', 'a2', 'a10', 'b1x9', 'b1x10']);
  });

  it('breaks lines at blanks', () => {
    assert.deepEqual(wrapLine('one two three four', 9, '  '), ['one two', '  three', '  four']);
    assert.deepEqual(wrapLine('abcdefgh', 3), ['abc', 'def', 'gh']);
  });

  it('reads spans of time', () => {
    assert.deepEqual(['90', '5m', '2h', '1d', '3w'].map(parseTimespan), [90, 300, 7200, 86400, 1814400]);
    for (const wrong of ['', 's', '5x', 'all']) assert.throws(() => parseTimespan(wrong), /Invalid time specification/);
  });
});
