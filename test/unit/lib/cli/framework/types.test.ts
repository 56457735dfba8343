import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ValueType } from '../../../../../lib/cli/framework/option.js';
import * as type from '../../../../../lib/cli/framework/types.js';

const ACCEPTED: readonly (readonly [ValueType<unknown>, string, unknown])[] = [
  [type.unit, '10G', 10240],
  [type.unit, '1.5t', 1572864],
  [type.unit, '512', 512],
  [type.unit, '513 MiB', 516],
  [type.int, '-3', -3],
  [type.float, '0.25', 0.25],
  [type.maybeFloat, 'Default', 'default'],
  [type.bool, 'YES', true],
  [type.bool, 'false', false],
  [type.priority, 'high', -10],
  [type.words, '', []],
  [type.words, 'a,b\\,c,d\\\\,e', ['a', 'b,c', 'd\\', 'e']],
  [type.keyValues, 'a=1,no_b,-c,d,e=x=y', { a: '1', b: false, c: null, d: true, e: 'x=y' }],
  [type.keyValues, '', {}],
  [type.identKeyValues, '0:size=1G,mode=ro', ['0', { size: '1G', mode: 'ro' }]],
  [type.identKeyValues, 'kvm', ['kvm', {}]],
  [type.identKeyValues, 'no_kvm', ['kvm', false]],
  [type.identKeyValues, '-kvm', ['kvm', null]],
  [type.identKeyValues, '-1:add', ['-1', { add: true }]],
  [type.identKeyValueLists, 'min:a=1/max:a=2//min:a=3', [{ min: { a: '1' }, max: { a: '2' } }, { min: { a: '3' } }]],
];

const REFUSED: readonly (readonly [ValueType<unknown>, string, RegExp])[] = [
  [type.unit, '10X', /option --it: Unknown unit: X/],
  [type.unit, 'big', /option --it: Invalid format/],
  [type.unit, '1.2.3', /option --it: Invalid format/],
  [type.int, '1.5', /option --it: invalid integer value: '1.5'/],
  [type.float, '', /invalid floating-point value/],
  [type.bool, 'perhaps', /Invalid boolean value 'perhaps'/],
  [type.priority, 'urgent', /invalid choice: 'urgent' \(choose from 'low', 'normal', 'high'\)/],
  [type.keyValues, 'a=1,a=2', /Duplicate key 'a' in option --it/],
  [type.identKeyValues, 'no_kvm:a=1', /A group of parameters that is removed takes no values: no_kvm:a=1/],
  [type.identKeyValueLists, 'min:a', /Missing value for key 'a' in option --it/],
  [type.identKeyValueLists, 'min:a=1//', /Empty section in option '--it'/],
  [type.identKeyValueLists, 'min:a=1/min:a=2', /Duplicated parameter 'min'/],
];

describe('option values', () => {
  for (const [read, text, expected] of ACCEPTED) {
    it(`reads ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(read(text, '--it'), expected);
    });
  }
  for (const [read, text, expected] of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => read(text, '--it'), expected);
    });
  }
});
