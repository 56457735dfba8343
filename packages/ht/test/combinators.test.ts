import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ht, type AnyType, type Infer } from '../src/index.js';
import { accepts, faultsOf } from '../src/validate.js';

const VALUES = {
  null: [null],
  boolean: [true, false],
  integer: [0, 1, -1],
  number: [0.5],
  string: ['', 'x', '12'],
  array: [[], [1], ['x']],
  object: [{}, { a: 1 }],
} as const;
type Kind = keyof typeof VALUES;

/** Every combinator, with values that it accepts and values that it refuses. */
const CASES: readonly (readonly [string, AnyType, readonly unknown[], readonly unknown[]])[] = [
  ['any', ht.any, [null, 1, [], {}], []],
  ['none', ht.none, [null], [0, '', false]],
  ['bool', ht.bool, [true, false], [0, 1, 'true', null]],
  ['string', ht.string, ['', 'x'], [1, null, []]],
  ['nonEmptyString', ht.nonEmptyString, ['x'], ['', null]],
  ['int', ht.int, [0, -5, 1e15], [0.5, '1', true, null]],
  ['nonNegativeInt', ht.nonNegativeInt, [0, 7], [-1, 0.5]],
  ['positiveInt', ht.positiveInt, [1], [0, -1]],
  ['negativeInt', ht.negativeInt, [-1], [0, 1]],
  ['float', ht.float, [0, 0.5, -3], ['1', null, Infinity, NaN]],
  ['nonNegativeFloat', ht.nonNegativeFloat, [0, 0.5], [-0.5]],
  ['regex', ht.regex(/^\d+$/, 'digits'), ['12'], ['', 'x', 12]],
  ['maybe', ht.maybe(ht.int), [null, 1], ['x', false]],
  ['oneOf', ht.oneOf(['a', 1, null]), ['a', 1, null], ['b', 2, false]],
  ['anyOf', ht.anyOf(ht.int, ht.list(ht.string)), [1, [], ['x']], ['x', [1], null]],
  ['refine', ht.refine(ht.int, { maximum: 5 }, 'at most 5'), [5], [6, 'x']],
  ['list', ht.list(ht.int), [[], [1, 2]], [['x'], {}, null, 1]],
  ['tuple', ht.tuple(ht.int, ht.string), [[1, 'x']], [[1], [1, 'x', 2], ['x', 1], {}]],
  ['dict', ht.dict(ht.int), [{}, { a: 1 }], [{ a: 'x' }, [], null]],
  ['dict with keys', ht.dict(ht.int, ht.oneOf(['a', 'b'])), [{ a: 1 }], [{ c: 1 }]],
  ['anyObject', ht.anyObject, [{}, { a: [] }], [[], null, 'x']],
  [
    'record',
    ht.record({ a: ht.int, b: ht.optionalKey(ht.string) }),
    [{ a: 1 }, { a: 1, b: 'x' }],
    [{}, { a: 1, c: 1 }, { a: 1, b: 2 }],
  ],
];

describe('combinators', () => {
  for (const [name, type, good, bad] of CASES) {
    it(`${name} accepts and refuses what it says`, () => {
      for (const value of good) assert.deepEqual(faultsOf(type, value), [], JSON.stringify(value));
      for (const value of bad) assert.notDeepEqual(faultsOf(type, value), [], JSON.stringify(value));
      assert.ok(type.text.length > 0);
    });
  }

  it('name the kinds of JSON value that they let in, and no others', () => {
    for (const [name, type, good] of CASES) {
      if (type.kinds.includes('any')) continue;
      for (const kind of Object.keys(VALUES) as Kind[]) {
        const listed = type.kinds.includes(kind) || (kind === 'integer' && type.kinds.includes('number'));
        if (!listed)
          for (const value of VALUES[kind])
            assert.ok(!accepts(type, value), `${name} accepts ${JSON.stringify(value)}`);
      }
      assert.ok(good.length > 0);
    }
  });

  it('list the values of an enumeration, through maybe too', () => {
    assert.deepEqual(ht.oneOf(['a', 'b']).values, ['a', 'b']);
    assert.deepEqual(ht.maybe(ht.oneOf(['a', 'b'])).values, ['a', 'b']);
    assert.equal(ht.string.values, undefined);
  });

  it('describe themselves in words that can be read', () => {
    assert.equal(ht.list(ht.maybe(ht.string)).text, 'list of (null or string)');
    assert.equal(ht.dict(ht.oneOf(['a', 'b'])).text, 'object of (one of "a", "b")');
    assert.equal(ht.list(ht.tuple(ht.int, ht.string)).text, 'list of [integer, string]');
  });

  it('carry the TypeScript type of what they accept', () => {
    const type = ht.record({ a: ht.list(ht.int), b: ht.optionalKey(ht.oneOf(['x', 'y'])) });
    const value: unknown = { a: [1], b: 'y' };
    assert.ok(accepts(type, value));
    const typed: Infer<typeof type> = value;
    assert.equal(typed.a[0], 1);
    // @ts-expect-error b is 'x' or 'y'
    const wrong: Infer<typeof type> = { a: [], b: 'z' };
    assert.ok(!accepts(type, wrong));
  });
});

describe('faultsOf', () => {
  it('says where and what, all at once', () => {
    const type = ht.record({ a: ht.list(ht.int), b: ht.bool });
    const faults = faultsOf(type, { a: [1, 'x'], c: 1 });
    assert.deepEqual(faults.map((f) => f.path).sort(), ['', '', '/a/1']);
    const text = faults.map((f) => f.message).join('; ');
    assert.match(text, /unknown key 'c'/);
    assert.match(text, /missing key 'b'/);
    assert.match(text, /must be integer/);
  });

  it('does not take inherited names for keys', () => {
    assert.notDeepEqual(faultsOf(ht.record({ a: ht.int }), { a: 1, constructor: 1 }), []);
    assert.notDeepEqual(faultsOf(ht.record({ constructor: ht.int }), {}), []);
  });
});
